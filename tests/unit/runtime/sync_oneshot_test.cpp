#include "sync_support.hpp"

#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/sync/oneshot.hpp"
#include "bounce/runtime/timeout.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bounce {
namespace {

using namespace std::chrono_literals;
using sync_test::counted;
using sync_test::let_callbacks_run;
using sync_test::run;
using sync_test::settle;

template <class T>
task<result<T>> receive(oneshot_receiver<T>& receiver) {
    co_return co_await receiver.receive();
}

TEST(sync_oneshot, carries_a_value_that_was_sent_before) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_oneshot<std::unique_ptr<int>>();
        EXPECT_EQ(receiver.try_receive().error(), errc::would_block);
        EXPECT_TRUE(sender.send(std::make_unique<int>(7)).has_value());
        EXPECT_FALSE(sender);
        const auto value = co_await receiver.receive();
        EXPECT_EQ(*value.value(), 7);
        const auto again = co_await receiver.receive();
        EXPECT_EQ(again.error(), errc::closed);
        EXPECT_EQ(receiver.try_receive().error(), errc::closed);
    });
}

TEST(sync_oneshot, wakes_the_receiver) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_oneshot<std::string>();
        auto waiting = spawn(receive(receiver));
        co_await settle();
        const std::string text = "hello";
        EXPECT_TRUE(sender.send(text).has_value());
        EXPECT_EQ((co_await waiting).value(), "hello");
    });
}

TEST(sync_oneshot, tells_the_receiver_that_the_sender_is_gone) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_oneshot<int>();
        auto waiting = spawn(receive(receiver));
        co_await settle();
        {
            const auto dropped = std::move(sender);
        }
        EXPECT_EQ((co_await waiting).error(), errc::closed);
        EXPECT_EQ(receiver.try_receive().error(), errc::closed);
    });
}

TEST(sync_oneshot, tells_the_sender_that_the_receiver_is_gone) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_oneshot<std::string>();
        EXPECT_FALSE(sender.is_closed());
        auto body = [&]() -> task<result<void>> { co_return co_await sender.closed(); };
        auto waiting = spawn(body);
        co_await settle();
        EXPECT_FALSE(waiting.ended());
        {
            const auto dropped = std::move(receiver);
        }
        EXPECT_TRUE((co_await waiting).has_value());
        EXPECT_TRUE(sender.is_closed());
        EXPECT_TRUE((co_await sender.closed()).has_value());
        std::string kept = "kept";
        EXPECT_EQ(sender.send(std::move(kept)).error(), errc::closed);
        EXPECT_EQ(kept, "kept");  // NOLINT(bugprone-use-after-move): this is what is promised
    });
}

TEST(sync_oneshot, waiting_for_the_end_of_the_receiver_can_lose_against_the_work) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_oneshot<int>();
        auto first = co_await select(sender.closed(), sleep(1s));
        EXPECT_EQ(first.index(), 1U);
        EXPECT_TRUE(sender.send(1).has_value());
        EXPECT_EQ(receiver.try_receive().value(), 1);
    });
}

TEST(sync_oneshot, keeps_the_value_for_the_next_receive_when_one_was_cancelled) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_oneshot<int>();
        auto waiting = spawn(receive(receiver));
        co_await settle();
        waiting.abort();
        EXPECT_TRUE(sender.send(7).has_value());  // the cancelled receive is still in the list
        EXPECT_EQ((co_await waiting).error(), errc::cancelled);
        EXPECT_EQ((co_await receiver.receive()).value(), 7);
    });
}

TEST(sync_oneshot, delivers_a_value_that_came_before_the_cancel) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_oneshot<int>();
        auto waiting = spawn(receive(receiver));
        co_await settle();
        EXPECT_TRUE(sender.send(7).has_value());
        waiting.abort();
        EXPECT_EQ((co_await waiting).value(), 7);
    });
}

TEST(sync_oneshot, loses_no_value_to_the_losing_arm_of_a_select) {
    run([]() -> task<void> {
        auto [sender_a, receiver_a] = make_oneshot<int>();
        auto [sender_b, receiver_b] = make_oneshot<int>();
        auto body = [&receiver_a, &receiver_b]() -> task<std::size_t> {
            auto first = co_await select(receiver_a.receive(), receiver_b.receive(), sleep(1h));
            co_return first.index();
        };
        auto selecting = spawn(body);
        co_await settle();
        EXPECT_TRUE(sender_b.send(2).has_value());
        EXPECT_TRUE(sender_a.send(1).has_value());
        EXPECT_EQ((co_await selecting).value(), 1U);
        EXPECT_EQ((co_await receiver_a.receive()).value(), 1);
        const auto late = co_await timeout(1s, receiver_b.receive());
        EXPECT_EQ(late.error(), errc::closed);
    });
}

TEST(sync_oneshot, destroys_what_nobody_received) {
    counted::alive = 0;
    {
        auto [sender, receiver] = make_oneshot<counted>();
        EXPECT_TRUE(sender.send(counted{1}).has_value());
        EXPECT_EQ(counted::alive, 1);
    }
    EXPECT_EQ(counted::alive, 0);
    {
        auto [sender, receiver] = make_oneshot<counted>();
        {
            const auto dropped = std::move(receiver);
        }
        counted value{1};
        EXPECT_EQ(sender.send(std::move(value)).error(), errc::closed);
        EXPECT_EQ(value.value(), 1);  // NOLINT(bugprone-use-after-move): this is what is promised
    }
    EXPECT_EQ(counted::alive, 0);
}

TEST(sync_oneshot, has_a_callback_face) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_oneshot<int>();
        std::optional<int> got;
        receiver.receive().then([&got](const result<int>& value) { got = value.value(); });
        co_await settle();
        EXPECT_TRUE(sender.send(5).has_value());
        EXPECT_FALSE(got.has_value());
        co_await let_callbacks_run();
        EXPECT_EQ(got, 5);
    });
}

void send_twice() {
    auto [sender, receiver] = make_oneshot<int>();
    static_cast<void>(sender.send(1));
    static_cast<void>(sender.send(2));
}

void receive_from_what_was_moved_away() {
    auto [sender, receiver] = make_oneshot<int>();
    const auto moved = std::move(receiver);
    static_cast<void>(receiver.try_receive());  // NOLINT(bugprone-use-after-move)
}

void drop_a_receiver_in_use() {
    run([]() -> task<void> {
        auto [sender, receiver] = make_oneshot<int>();
        auto waiting = spawn(receive(receiver));
        co_await settle();
        {
            const auto dropped = std::move(receiver);
        }
    });
}

TEST(sync_oneshot_death, diagnoses_misuse) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(send_twice(), "has sent its value");
    EXPECT_DEATH(receive_from_what_was_moved_away(), "was moved away");
    EXPECT_DEATH(drop_a_receiver_in_use(), "destroyed while a task waits in its receive");
}

TEST(sync_oneshot_stress, ends_well_whoever_comes_first) {
    counted::alive = 0;
    sync_test::run_on_four_workers([]() -> task<void> {
        for (int round = 0; round < 2'000; ++round) {
            auto [s, r] = make_oneshot<std::unique_ptr<int>>();
            auto send = [](oneshot_sender<std::unique_ptr<int>> sender, int value) -> task<int> {
                auto content = std::make_unique<int>(value);
                if (value % 3 == 0) co_return 0;
                if (value % 5 == 0) co_await yield_now();
                const bool sent = sender.send(std::move(content)).has_value();
                co_return sent ? 1 : 0;
            };
            auto get = [](oneshot_receiver<std::unique_ptr<int>> receiver,
                          int patience) -> task<int> {
                if (patience == 0) co_return 0;
                const microseconds limit{patience * 5};
                auto first = co_await select(receiver.receive(), sleep(limit));
                if (first.index() == 1) co_return 0;
                co_return std::get<0>(first).has_value() ? 1 : 0;
            };
            auto sending = spawn(send, std::move(s), round);
            auto receiving = spawn(get, std::move(r), round % 4);
            const int received = (co_await receiving).value();
            const int sent = (co_await sending).value();
            EXPECT_LE(received, sent);
        }
    });
}

}  // namespace
}  // namespace bounce
