// select: the first of several wins, and the others take nothing.
#include "bounce/runtime/select.hpp"

#include "runtime_support.hpp"

#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/sync/mpsc.hpp"
#include "bounce/runtime/sync/mutex.hpp"
#include "bounce/runtime/sync/notify.hpp"
#include "bounce/runtime/sync/semaphore.hpp"
#include "bounce/runtime/timeout.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace bounce {
namespace {

using namespace runtime_test;

class select_test : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(, select_test, ::testing::ValuesIn(every_mode), mode_name);

task<int> numbered(int n) {
    co_await yield_now();
    co_return n;
}

task<result<void>> inner_never() {
    const auto r = co_await select(sleep(1h), sleep(2h));
    co_return std::get<0>(r);
}

TEST_P(select_test, takes_the_first_that_completes) {
    run([]() -> task<void> {
        const auto r = co_await select(sleep(2h), sleep(1ms), sleep(1h));
        EXPECT_EQ(r.index(), 1U);
        EXPECT_TRUE(std::get<1>(r).has_value());
    });
}

TEST_P(select_test, takes_the_first_in_the_text_when_several_are_ready) {
    run([]() -> task<void> {
        const time_point past{};
        const auto both = co_await select(sleep_until(past), sleep_until(past));
        EXPECT_EQ(both.index(), 0U);
        const auto later = co_await select(sleep(1h), sleep_until(past), sleep_until(past));
        EXPECT_EQ(later.index(), 1U);
        auto a = spawn(numbered(1));
        auto b = spawn(numbered(2));
        while (!a.ended() || !b.ended()) co_await yield_now();
        const auto second = co_await select(b, a);
        EXPECT_EQ(std::get<0>(second).value(), 2);
        const auto first = co_await select(a, sleep_until(past));
        EXPECT_EQ(std::get<0>(first).value(), 1);
    });
}

TEST_P(select_test, losers_take_nothing) {
    run([]() -> task<void> {
        mutex lock;
        semaphore permits{1};
        auto [sender, receiver] = make_mpsc<int>(4);
        auto [never_sender, never] = make_mpsc<int>(4);
        const auto sent = co_await sender.send(1);
        EXPECT_TRUE(sent.has_value());
        // All of them could complete: the first does, and the others leave things as they were.
        {
            const auto r = co_await select(receiver.receive(), lock.lock(), permits.acquire());
            EXPECT_EQ(r.index(), 0U);
            EXPECT_EQ(std::get<0>(r).value(), 1);
        }
        EXPECT_TRUE(lock.try_lock().has_value());
        EXPECT_TRUE(permits.try_acquire().has_value());
        {
            const auto r = co_await select(never.receive(), receiver.receive(), sleep(1ms));
            EXPECT_EQ(r.index(), 2U);
        }
        const auto again = co_await sender.send(2);
        EXPECT_TRUE(again.has_value());
        const auto got = co_await receiver.receive();
        EXPECT_EQ(got.value(), 2) << "a receive that lost has not taken the element";
    });
}

TEST_P(select_test, an_element_is_never_lost_between_two_arms) {
    // A stress: elements come in two channels, and one task selects over both until it has them all.
    run([]() -> task<void> {
        constexpr int n = 500;
        auto [left, from_left] = make_mpsc<int>(2);
        auto [right, from_right] = make_mpsc<int>(2);
        const auto produce = [](mpsc_sender<int> into, int first) -> task<void> {
            for (int i = 0; i < n; ++i) {
                const auto sent = co_await into.send(first + i);
                EXPECT_TRUE(sent.has_value());
                if (i % 7 == 0) co_await yield_now();
            }
        };
        spawn(produce, left, 0).detach();
        spawn(produce, right, n).detach();
        std::vector<int> seen(2 * n, 0);
        for (int i = 0; i < 2 * n; ++i) {
            const auto r = co_await select(from_left.receive(), from_right.receive(), sleep(1h));
            if (r.index() == 2) {
                ADD_FAILURE() << "an element was lost";
                co_return;
            }
            const int value = r.index() == 0 ? std::get<0>(r).value() : std::get<1>(r).value();
            ++seen[static_cast<std::size_t>(value)];
        }
        for (const int times : seen) EXPECT_EQ(times, 1);
    });
}

TEST_P(select_test, a_join_handle_that_lost_can_be_used_again) {
    run([]() -> task<void> {
        notify bell;
        const auto waits = [&bell]() -> task<int> {
            static_cast<void>(co_await bell.wait());
            co_return 9;
        };
        auto handle = spawn(waits);
        for (int i = 0; i < 3; ++i) {
            const auto r = co_await select(handle, sleep(1us));
            EXPECT_EQ(r.index(), 1U);
        }
        bell.notify_one();
        const auto r = co_await select(handle, sleep(1h));
        EXPECT_EQ(r.index(), 0U);
        EXPECT_EQ(std::get<0>(r).value(), 9);
        const auto again = co_await handle;
        EXPECT_EQ(again.error(), errc::already_joined);
    });
}

TEST_P(select_test, a_coroutine_that_loses_is_stopped_and_waited_for) {
    run([]() -> task<void> {
        atomic<bool> ended{false};
        bool dead = false;
        const auto body = [&]() -> task<result<void>> {
            const death_mark mark{dead};
            auto slept = co_await sleep(1h);
            EXPECT_TRUE(!slept && slept.error() == errc::cancelled);
            for (int i = 0; i < 10; ++i) co_await yield_now();
            ended = true;
            co_return slept;
        };
        const auto begins = [&]() -> task<void> { co_await settle(); };
        const auto r = co_await select(body(), begins());
        EXPECT_EQ(r.index(), 1U);
        if (GetParam().kind == flavour::current_thread) {
            EXPECT_TRUE(ended);
        }
        EXPECT_EQ(ended, dead) << "if it began, it has ended";
    });
}

TEST_P(select_test, a_coroutine_can_win_and_throw) {
    run([]() -> task<void> {
        const auto r = co_await select(sleep(1h), numbered(5));
        EXPECT_EQ(r.index(), 1U);
        EXPECT_EQ(std::get<1>(r).value(), 5);
        const auto early = []() -> operation<int> {
            co_await yield_now();
            const int n = co_await result<int>(errc::malformed);
            co_return n;
        };
        const auto failed = co_await select(early(), sleep(1h));
        EXPECT_EQ(std::get<0>(failed).error(), errc::malformed);
        const auto throws = []() -> task<int> {
            co_await yield_now();
            throw std::runtime_error{"won"};
        };
        std::string what;
        try {
            static_cast<void>(co_await select(sleep(1h), throws()));
        } catch (const std::runtime_error& e) {
            what = e.what();
        }
        EXPECT_EQ(what, "won");
    });
}

TEST_P(select_test, a_running_job_that_loses_is_waited_for_and_its_buffer_left_alone_afterwards) {
    run([]() -> task<void> {
        gate blocked;
        atomic<bool> begun{false};
        auto buffer = std::make_unique<std::string>("before");
        atomic<bool> job_ended{false};
        const auto fill = [&] {
            begun = true;
            blocked.pass();
            *buffer = "written by the job";
            job_ended = true;
            return 1;
        };
        const auto wins = [&]() -> task<void> {
            while (!begun) co_await yield_now();
        };
        // The job goes on when the other arm has won long ago, and the select could have completed.
        const auto opens = [&]() -> task<void> {
            while (!begun) co_await yield_now();
            co_await settle();
            blocked.open();
        };
        auto opener = spawn(opens);
        const auto r = co_await select(submit("fill", fill), wins());
        EXPECT_TRUE(job_ended) << "select completed while the job still had the buffer";
        static_cast<void>(co_await opener);
        EXPECT_LE(r.index(), 1U);
        EXPECT_EQ(*buffer, "written by the job");
        buffer.reset();
    });
}

TEST_P(select_test, a_queued_job_that_loses_never_runs) {
    auto options = in_every_mode::options();
    options.pool_threads = 1;
    auto rt = runtime::create(options).value();
    run_in(rt, []() -> task<void> {
        gate blocked;
        atomic<bool> begun{false};
        const auto block = [&] {
            begun = true;
            blocked.pass();
        };
        const auto occupies = [&]() -> task<void> {
            static_cast<void>(co_await submit("block", block));
        };
        auto first = spawn(occupies);
        while (!begun) co_await yield_now();
        atomic<bool> ran{false};
        const auto touch = [&ran] { ran = true; };
        atomic<bool> submitted{false};
        const auto second = [&]() -> task<std::size_t> {
            submitted = true;
            const auto r = co_await select(submit("touch", touch), sleep(1ms));
            co_return r.index();
        };
        auto loser = spawn(second);
        if (GetParam().virtual_time) {
            // Time stands still while a job is under way.
            while (!submitted) co_await yield_now();
            co_await settle();
            loser.abort();
            static_cast<void>(co_await loser);
        } else {
            const auto index = co_await loser;
            EXPECT_EQ(index.value(), 1U);
        }
        blocked.open();
        static_cast<void>(co_await first);
        const auto last = [] { return 3; };
        const auto behind = co_await submit("behind", last);
        EXPECT_EQ(behind.value(), 3);
        EXPECT_FALSE(ran);
    });
}

TEST_P(select_test, nests) {
    run([]() -> task<void> {
        const auto inner = []() -> task<std::size_t> {
            const auto r = co_await select(sleep(1h), numbered(1), sleep(2h));
            co_return r.index();
        };
        const auto r = co_await select(timeout(1h, inner()), sleep(2h));
        EXPECT_EQ(std::get<0>(r).value(), 1U);
        const auto timed = co_await select(sleep(1h), timeout(1ms, inner_never()));
        EXPECT_EQ(timed.index(), 1U);
        EXPECT_EQ(std::get<1>(timed).error(), errc::timed_out);
    });
}

}  // namespace
}  // namespace bounce
