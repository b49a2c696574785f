#include "sync_support.hpp"

#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/sync/mpsc.hpp"
#include "bounce/runtime/timeout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
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

task<result<void>> send(mpsc_sender<int> sender, int value) {
    co_return co_await sender.send(value);
}

template <class T>
task<result<T>> receive(mpsc_receiver<T>& receiver) {
    co_return co_await receiver.receive();
}

/// What can be received without waiting.
std::vector<int> drain(mpsc_receiver<int>& receiver) {
    std::vector<int> values;
    while (auto value = receiver.try_receive()) values.push_back(*value);
    return values;
}

TEST(sync_mpsc, carries_messages_in_their_order_round_and_round) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(3);
        EXPECT_EQ(sender.capacity(), 3U);
        for (int i = 0; i < 10; i += 2) {
            EXPECT_TRUE((co_await sender.send(i)).has_value());
            EXPECT_TRUE((co_await sender.send(i + 1)).has_value());
            EXPECT_EQ(sender.free_slots(), 1U);
            EXPECT_EQ((co_await receiver.receive()).value(), i);
            EXPECT_EQ((co_await receiver.receive()).value(), i + 1);
        }
        EXPECT_EQ(receiver.try_receive().error(), errc::would_block);
    });
}

TEST(sync_mpsc, takes_no_more_than_its_capacity) {
    auto [sender, receiver] = make_mpsc<std::string>(2);
    EXPECT_TRUE(sender.try_send("a").has_value());
    const std::string copied = "b";
    EXPECT_TRUE(sender.try_send(copied).has_value());
    std::string refused = "c";
    EXPECT_EQ(sender.try_send(std::move(refused)).error(), errc::would_block);
    EXPECT_EQ(refused, "c");  // NOLINT(bugprone-use-after-move): this is what is promised
    EXPECT_EQ(sender.try_reserve().error(), errc::would_block);
    EXPECT_EQ(sender.free_slots(), 0U);
    EXPECT_EQ(receiver.try_receive().value(), "a");
    EXPECT_TRUE(sender.try_send(std::move(refused)).has_value());
    EXPECT_EQ(receiver.try_receive().value(), "b");
    EXPECT_EQ(receiver.try_receive().value(), "c");
}

TEST(sync_mpsc, lets_senders_wait_in_their_order) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(1);
        EXPECT_TRUE(sender.try_send(0).has_value());
        std::vector<join_handle<result<void>>> tasks;
        for (int i = 1; i <= 4; ++i) tasks.push_back(spawn(send(sender, i)));
        co_await settle();
        for (int i = 0; i <= 4; ++i) {
            EXPECT_EQ((co_await receiver.receive()).value(), i);
            if (i == 4) break;
            EXPECT_EQ(sender.try_send(100).error(), errc::would_block);
        }
        for (auto& t : tasks) EXPECT_TRUE((co_await t).has_value());
    });
}

TEST(sync_mpsc, hands_a_message_straight_to_a_waiting_receiver) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(1);
        auto waiting = spawn(receive(receiver));
        co_await settle();
        EXPECT_TRUE(sender.try_send(1).has_value());
        EXPECT_EQ(sender.free_slots(), 1U);
        EXPECT_TRUE(sender.try_send(2).has_value());
        EXPECT_EQ((co_await waiting).value(), 1);
        EXPECT_EQ((co_await receiver.receive()).value(), 2);
    });
}

TEST(sync_mpsc, ends_when_all_senders_are_gone_and_everything_was_received) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(2);
        {
            const mpsc_sender<int> copy = sender;
            mpsc_sender<int> other = copy;
            other = sender;
            EXPECT_TRUE(other.try_send(1).has_value());
            const auto last = std::move(sender);
        }
        EXPECT_EQ((co_await receiver.receive()).value(), 1);
        EXPECT_EQ((co_await receiver.receive()).error(), errc::closed);
        EXPECT_EQ(receiver.try_receive().error(), errc::closed);
    });
}

TEST(sync_mpsc, wakes_the_receiver_when_the_last_sender_goes) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(2);
        std::optional<mpsc_sender<int>> copy = sender;
        auto waiting = spawn(receive(receiver));
        co_await settle();
        {
            const auto dropped = std::move(sender);
        }
        co_await settle();
        EXPECT_FALSE(waiting.ended());
        copy.reset();
        EXPECT_EQ((co_await waiting).error(), errc::closed);
    });
}

TEST(sync_mpsc, lets_in_nothing_after_close_but_gives_out_what_is_there) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(2);
        EXPECT_TRUE(sender.try_send(1).has_value());
        EXPECT_TRUE(sender.try_send(2).has_value());
        auto waiting = spawn(send(sender, 3));
        co_await settle();
        receiver.close();
        receiver.close();
        EXPECT_EQ((co_await waiting).error(), errc::closed);
        EXPECT_TRUE(sender.is_closed());
        EXPECT_EQ((co_await sender.send(4)).error(), errc::closed);
        EXPECT_EQ(sender.try_reserve().error(), errc::closed);
        EXPECT_EQ((co_await sender.reserve()).error(), errc::closed);
        EXPECT_EQ(drain(receiver), (std::vector<int>{1, 2}));
        EXPECT_EQ((co_await receiver.receive()).error(), errc::closed);
    });
}

TEST(sync_mpsc, tells_waiting_senders_that_the_receiver_was_dropped) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(1);
        EXPECT_TRUE(sender.try_send(1).has_value());
        auto sending = spawn(send(sender, 2));
        auto body = [&sender]() -> task<result<void>> {
            const mpsc_permit<int> permit = co_await co_await sender.reserve();
            co_return {};
        };
        auto reserving = spawn(body);
        co_await settle();
        {
            const auto dropped = std::move(receiver);
        }
        EXPECT_EQ((co_await sending).error(), errc::closed);
        EXPECT_EQ((co_await reserving).error(), errc::closed);
        EXPECT_EQ(sender.try_send(3).error(), errc::closed);
    });
}

TEST(sync_mpsc, forgets_a_send_that_was_cancelled) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(1);
        EXPECT_TRUE(sender.try_send(0).has_value());
        auto first = spawn(send(sender, 1));
        auto second = spawn(send(sender, 2));
        co_await settle();
        first.abort();  // it is still in the queue when the slot becomes free
        EXPECT_EQ(receiver.try_receive().value(), 0);
        EXPECT_EQ((co_await first).error(), errc::cancelled);
        EXPECT_TRUE((co_await second).has_value());
        EXPECT_EQ(drain(receiver), (std::vector<int>{2}));
    });
}

TEST(sync_mpsc, reports_a_send_that_came_before_the_cancel_as_sent) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(1);
        EXPECT_TRUE(sender.try_send(0).has_value());
        auto sending = spawn(send(sender, 1));
        co_await settle();
        EXPECT_EQ(receiver.try_receive().value(), 0);
        sending.abort();
        EXPECT_TRUE((co_await sending).has_value());
        EXPECT_EQ(drain(receiver), (std::vector<int>{1}));
    });
}

TEST(sync_mpsc, keeps_the_message_for_the_next_receive_when_one_was_cancelled) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(1);
        auto waiting = spawn(receive(receiver));
        co_await settle();
        waiting.abort();
        EXPECT_TRUE(sender.try_send(1).has_value());
        EXPECT_EQ((co_await waiting).error(), errc::cancelled);
        EXPECT_EQ((co_await receiver.receive()).value(), 1);
        auto delivered = spawn(receive(receiver));
        co_await settle();
        EXPECT_TRUE(sender.try_send(2).has_value());
        delivered.abort();
        EXPECT_EQ((co_await delivered).value(), 2);
    });
}

TEST(sync_mpsc, loses_nothing_to_the_losing_arms_of_a_select) {
    run([]() -> task<void> {
        auto [in, inbox] = make_mpsc<int>(1);
        auto [out, outbox] = make_mpsc<int>(1);
        EXPECT_TRUE(out.try_send(0).has_value());
        auto body = [&inbox, &out]() -> task<std::size_t> {
            auto first = co_await select(inbox.receive(), out.send(7), sleep(1h));
            co_return first.index();
        };
        auto selecting = spawn(body);
        co_await settle();
        EXPECT_EQ(outbox.try_receive().value(), 0);  // lets the send win
        EXPECT_TRUE(in.try_send(5).has_value());     // too late for the receive
        EXPECT_EQ((co_await selecting).value(), 1U);
        EXPECT_EQ(drain(inbox), (std::vector<int>{5}));
        EXPECT_EQ(drain(outbox), (std::vector<int>{7}));
    });
}

TEST(sync_mpsc, a_task_may_send_and_receive_on_one_channel_in_one_select) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(1);
        // The slot is reserved, so neither arm is ready; giving it back makes the send win.
        std::optional<mpsc_permit<int>> permit = sender.try_reserve().value();
        auto body = [&sender, &receiver]() -> task<std::size_t> {
            auto first = co_await select(receiver.receive(), sender.send(7));
            co_return first.index();
        };
        auto selecting = spawn(body);
        co_await settle();
        permit.reset();
        EXPECT_EQ((co_await selecting).value(), 1U);
        EXPECT_EQ(drain(receiver), (std::vector<int>{7}));
    });
}

TEST(sync_mpsc, send_from_moves_the_message_only_if_it_is_sent) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<std::string>(1);
        std::string first = "first";
        std::string second = "second";
        EXPECT_TRUE((co_await sender.send_from(first)).has_value());
        EXPECT_EQ(first, "");
        const auto late = co_await timeout(1s, sender.send_from(second));
        EXPECT_EQ(late.error(), errc::timed_out);
        EXPECT_EQ(second, "second");
        receiver.close();
        EXPECT_EQ((co_await sender.send_from(second)).error(), errc::closed);
        EXPECT_EQ(second, "second");
        EXPECT_EQ(receiver.try_receive().value(), "first");
    });
}

TEST(sync_mpsc, a_permit_keeps_its_slot) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<std::string>(1);
        mpsc_permit<std::string> permit = (co_await sender.reserve()).value();
        EXPECT_EQ(sender.free_slots(), 0U);
        EXPECT_EQ(sender.try_send("no").error(), errc::would_block);
        EXPECT_EQ(receiver.try_receive().error(), errc::would_block);
        const std::string text = "yes";
        EXPECT_TRUE(permit.send(text).has_value());
        EXPECT_FALSE(permit);
        EXPECT_EQ(sender.free_slots(), 0U);
        EXPECT_EQ((co_await receiver.receive()).value(), "yes");
        EXPECT_EQ(sender.free_slots(), 1U);
    });
}

TEST(sync_mpsc, a_dropped_permit_gives_its_slot_to_who_waits) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(1);
        auto permit = std::optional{sender.try_reserve().value()};
        auto waiting = spawn(send(sender, 1));
        co_await settle();
        EXPECT_FALSE(waiting.ended());
        permit.reset();
        EXPECT_TRUE((co_await waiting).has_value());
        EXPECT_EQ(drain(receiver), (std::vector<int>{1}));
    });
}

TEST(sync_mpsc, a_permit_that_serves_a_waiting_receiver_frees_its_slot) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(1);
        auto permit = sender.try_reserve().value();
        auto receiving = spawn(receive(receiver));
        auto sending = spawn(send(sender, 2));
        co_await settle();
        EXPECT_TRUE(permit.send(1).has_value());
        EXPECT_EQ((co_await receiving).value(), 1);
        EXPECT_TRUE((co_await sending).has_value());
        EXPECT_EQ(drain(receiver), (std::vector<int>{2}));
    });
}

TEST(sync_mpsc, waiting_for_a_permit_has_its_place_in_the_queue) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(1);
        EXPECT_TRUE(sender.try_send(0).has_value());
        auto body = [&sender]() -> task<result<void>> {
            mpsc_permit<int> permit = co_await co_await sender.reserve();
            co_await settle();
            co_return permit.send(1);
        };
        auto reserving = spawn(body);
        co_await settle();
        auto sending = spawn(send(sender, 2));
        std::vector<int> order;
        for (int i = 0; i < 3; ++i) order.push_back((co_await receiver.receive()).value());
        EXPECT_EQ(order, (std::vector<int>{0, 1, 2}));
        EXPECT_TRUE((co_await reserving).has_value());
        EXPECT_TRUE((co_await sending).has_value());
    });
}

TEST(sync_mpsc, a_permit_keeps_the_channel_open) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(2);
        auto used = sender.try_reserve().value();
        auto unused = std::optional{sender.try_reserve().value()};
        {
            const auto dropped = std::move(sender);
        }
        receiver.close();
        auto waiting = spawn(receive(receiver));
        co_await settle();
        EXPECT_TRUE(used.send(1).has_value());
        EXPECT_EQ((co_await waiting).value(), 1);
        auto last = spawn(receive(receiver));
        co_await settle();
        EXPECT_FALSE(last.ended());
        unused.reset();
        EXPECT_EQ((co_await last).error(), errc::closed);
    });
}

TEST(sync_mpsc, a_permit_learns_that_the_receiver_is_gone) {
    counted::alive = 0;
    {
        auto [sender, receiver] = make_mpsc<counted>(1);
        auto permit = sender.try_reserve().value();
        {
            const auto dropped = std::move(receiver);
        }
        counted value{7};
        EXPECT_EQ(permit.send(std::move(value)).error(), errc::closed);
        EXPECT_EQ(value.value(), 7);  // NOLINT(bugprone-use-after-move): this is what is promised
    }
    EXPECT_EQ(counted::alive, 0);
}

TEST(sync_mpsc, destroys_what_nobody_received) {
    counted::alive = 0;
    {
        auto [sender, receiver] = make_mpsc<counted>(3);
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(sender.try_send(counted{i}).has_value());
        EXPECT_EQ(receiver.try_receive().value().value(), 0);
        EXPECT_TRUE(sender.try_send(counted{3}).has_value());
        EXPECT_EQ(counted::alive, 3);
        {
            const auto dropped = std::move(receiver);
        }
        EXPECT_EQ(counted::alive, 0);
        EXPECT_EQ(sender.try_send(counted{4}).error(), errc::closed);
    }
    EXPECT_EQ(counted::alive, 0);
}

TEST(sync_mpsc, has_a_callback_face) {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(1);
        std::vector<int> got;
        receiver.receive().then([&got](const result<int>& value) { got.push_back(value.value()); });
        co_await settle();
        sender.send(1).then(
            [&got](const result<void>& sent) { got.push_back(sent.has_value() ? 100 : -1); });
        co_await let_callbacks_run();
        EXPECT_THAT(got, testing::UnorderedElementsAre(100, 1));
    });
}

void use_a_permit_twice() {
    auto [sender, receiver] = make_mpsc<int>(2);
    auto permit = sender.try_reserve().value();
    static_cast<void>(permit.send(1));
    static_cast<void>(permit.send(2));
}

void drop_a_receiver_in_use() {
    run([]() -> task<void> {
        auto [sender, receiver] = make_mpsc<int>(1);
        auto waiting = spawn(receive(receiver));
        co_await settle();
        {
            const auto dropped = std::move(receiver);
        }
    });
}

TEST(sync_mpsc_death, diagnoses_misuse) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(static_cast<void>(make_mpsc<int>(0)), "room for at least one message");
    EXPECT_DEATH(use_a_permit_twice(), "was used or moved away before");
    EXPECT_DEATH(drop_a_receiver_in_use(), "destroyed while a task waits in its receive");
}

struct message {
    message(int p, int n) : producer{p}, number{n} {}
    int producer;
    int number;
    std::unique_ptr<int> content = std::make_unique<int>(0);
};

/// Sends its numbers in one of three ways each; gives up waiting now and then, and tries again.
task<result<void>> produce(mpsc_sender<message> given, int producer, int count) {
    mpsc_sender<message> sender = std::move(given);  // gone at the end, not at the join
    auto seed = static_cast<unsigned>(producer);
    for (int i = 0; i < count;) {
        seed = seed * 1'664'525U + 1'013'904'223U;
        const microseconds patience{seed >> 20U & 0x1fU};
        message m{producer, i};
        if (seed >> 30U == 0) {
            auto first = co_await select(sender.send_from(m), sleep(patience));
            const bool sent = first.index() == 0 && std::get<0>(first).has_value();
            EXPECT_EQ(m.content == nullptr, sent);
            if (first.index() == 0) co_await std::get<0>(std::move(first));
            if (sent) ++i;
        } else if (seed >> 30U == 1) {
            auto first = co_await select(sleep(patience), sender.reserve());
            if (first.index() == 0) continue;
            mpsc_permit<message> permit = co_await std::get<1>(std::move(first));
            if (seed >> 28U == 5) continue;
            co_await permit.send(std::move(m));
            ++i;
        } else {
            co_await co_await sender.send(std::move(m));
            ++i;
        }
    }
    co_return {};
}

TEST(sync_mpsc_stress, loses_repeats_and_reorders_nothing_on_several_workers) {
    sync_test::run_on_four_workers([]() -> task<void> {
        constexpr int producers = 6;
        constexpr int count = 2'000;
        auto [sender, receiver] = make_mpsc<message>(4);
        std::vector<join_handle<result<void>>> tasks;
        for (int p = 0; p < producers; ++p) tasks.push_back(spawn(produce(sender, p, count)));
        {
            const auto dropped = std::move(sender);
        }
        std::vector<int> next(producers, 0);
        unsigned turns = 0;
        for (;;) {
            const microseconds patience{turns++ % 16};
            auto first = co_await select(receiver.receive(), sleep(patience));
            if (first.index() == 1) continue;
            const result<message> m = std::get<0>(std::move(first));
            if (!m) {
                EXPECT_EQ(m.error(), errc::closed);
                break;
            }
            int& expected = next[static_cast<std::size_t>(m->producer)];
            EXPECT_EQ(m->number, expected);
            EXPECT_NE(m->content, nullptr);
            ++expected;
        }
        for (const int n : next) EXPECT_EQ(n, count);
        for (auto& t : tasks) EXPECT_TRUE((co_await t).has_value());
    });
}

TEST(sync_mpsc_stress, survives_the_receiver_being_dropped_at_any_moment) {
    sync_test::run_on_four_workers([]() -> task<void> {
        for (int round = 0; round < 300; ++round) {
            auto [sender, r] = make_mpsc<message>(2);
            std::vector<join_handle<result<void>>> tasks;
            for (int p = 0; p < 4; ++p) tasks.push_back(spawn(produce(sender, p, 100)));
            auto consume = [](mpsc_receiver<message> receiver, int messages) -> task<void> {
                for (int i = 0; i < messages; ++i) static_cast<void>(co_await receiver.receive());
            };
            auto consumer = spawn(consume, std::move(r), round);
            EXPECT_TRUE((co_await consumer).has_value());
            for (auto& t : tasks) {
                const auto outcome = co_await t;
                EXPECT_TRUE(outcome.has_value() || outcome.error() == errc::closed);
            }
        }
    });
}

}  // namespace
}  // namespace bounce
