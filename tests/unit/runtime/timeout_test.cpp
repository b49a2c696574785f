// Time: timeouts, intervals and sleeps.
#include "bounce/runtime/timeout.hpp"

#include "runtime_support.hpp"

#include "bounce/runtime/interval.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/submit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bounce {
namespace {

using namespace runtime_test;
using ::testing::ElementsAre;

class timeout_test : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(, timeout_test, ::testing::ValuesIn(every_mode), mode_name);

task<int> quick() { co_return 1; }
task<void> endless() { static_cast<void>(co_await sleep(24h)); }
task<result<int>> endless_result() {
    co_await co_await sleep(24h);
    co_return 1;
}
operation<int> endless_operation() {
    co_await co_await sleep(24h);
    co_return 1;
}

TEST_P(timeout_test, of_what_takes_too_long) {
    run([]() -> task<void> {
        const auto leaf = co_await timeout(1ms, sleep(24h));
        EXPECT_EQ(leaf.error(), errc::timed_out);
        const auto nothing = co_await timeout(1ms, endless());
        EXPECT_EQ(nothing.error(), errc::timed_out);
        const auto of_result = co_await timeout(1ms, endless_result());
        EXPECT_EQ(of_result.error(), errc::timed_out);
        const auto of_operation = co_await timeout(1ms, endless_operation());
        EXPECT_EQ(of_operation.error(), errc::timed_out);
        auto handle = spawn(endless());
        const auto of_handle = co_await timeout(1ms, handle);
        EXPECT_EQ(of_handle.error(), errc::timed_out);
        EXPECT_FALSE(handle.ended()) << "the task that it joins is not touched";
        handle.abort();
        const auto joined = co_await handle;
        EXPECT_TRUE(joined.has_value() || joined.error() == errc::cancelled);
    });
}

TEST_P(timeout_test, of_what_is_in_time) {
    run([]() -> task<void> {
        const auto leaf = co_await timeout(24h, sleep(1ms));
        EXPECT_TRUE(leaf.has_value());
        const auto value = co_await timeout(24h, quick());
        EXPECT_EQ(value.value(), 1);
        const auto refused = []() -> task<result<int>> { co_return errc::malformed; };
        const auto of_result = co_await timeout(24h, refused());
        EXPECT_EQ(of_result.error(), errc::malformed) << "results are not nested, errors pass";
        auto handle = spawn(quick());
        const auto of_handle = co_await timeout(24h, handle);
        EXPECT_EQ(of_handle.value(), 1);
        const auto at = co_await timeout_at(now() + 24h, quick());
        EXPECT_EQ(at.value(), 1);
        const auto throws = []() -> task<int> {
            co_await yield_now();
            throw std::runtime_error{"in time"};
        };
        std::string what;
        try {
            static_cast<void>(co_await timeout(24h, throws()));
        } catch (const std::runtime_error& e) {
            what = e.what();
        }
        EXPECT_EQ(what, "in time");
    });
}

TEST_P(timeout_test, of_a_task_that_ends_well_all_the_same_gives_its_value) {
    run([]() -> task<void> {
        const auto stubborn = []() -> task<result<int>> {
            static_cast<void>(co_await sleep(24h));
            co_return 42;
        };
        const auto r = co_await timeout(1ms, stubborn());
        EXPECT_EQ(r.value(), 42);
    });
}

TEST_P(timeout_test, whose_time_is_over_from_the_start) {
    run([]() -> task<void> {
        const auto ready = co_await timeout(-1s, sleep_until(time_point{}));
        EXPECT_TRUE(ready.has_value()) << "what is ready comes first";
        const auto late = co_await timeout(0s, endless_result());
        EXPECT_EQ(late.error(), errc::timed_out);
    });
}

TEST_P(timeout_test, inside_each_other) {
    run([]() -> task<void> {
        const auto short_inside = co_await timeout(24h, timeout(1ms, endless_result()));
        EXPECT_EQ(short_inside.error(), errc::timed_out);
        const auto short_outside = co_await timeout(1ms, timeout(24h, endless_result()));
        EXPECT_EQ(short_outside.error(), errc::timed_out);
        const auto after = co_await sleep(1us);
        EXPECT_TRUE(after.has_value());
    });
}

TEST_P(timeout_test, cancelled_from_outside_is_cancelled_and_not_timed_out) {
    run([]() -> task<void> {
        atomic<bool> begun{false};
        const auto body = [&]() -> task<result<int>> {
            begun = true;
            co_return co_await timeout(24h, endless_result());
        };
        auto handle = spawn(body);
        while (!begun) co_await yield_now();
        co_await settle();
        handle.abort();
        const auto r = co_await handle;
        EXPECT_EQ(r.error(), errc::cancelled);
    });
}

TEST_P(timeout_test, waits_for_a_job_that_uses_memory_of_its_task) {
    if (GetParam().virtual_time)
        GTEST_SKIP() << "virtual time stands still while a job is under way";
    run([]() -> task<void> {
        gate blocked;
        atomic<bool> begun{false};
        atomic<bool> ended{false};
        const auto work = [&] {
            begun = true;
            blocked.pass();
            ended = true;
        };
        const auto opens = [&]() -> task<void> {
            // Long after the timeout of the other.
            static_cast<void>(co_await sleep(10ms));
            blocked.open();
        };
        auto opener = spawn(opens);
        const auto r = co_await timeout(2ms, submit("slow", work));
        EXPECT_EQ(begun, ended) << "a job that was still queued never runs";
        EXPECT_EQ(r.error(), errc::timed_out);
        static_cast<void>(co_await opener);
    });
}

/// Virtual time: what happens at the same instant, and exact moments.
TEST(timeout_at_the_same_instant, what_was_there_first_wins) {
    auto rt = virtual_loop();
    run_in(rt, []() -> task<void> {
        const auto leaf = co_await timeout(5ms, sleep(5ms));
        EXPECT_TRUE(leaf.has_value()) << "the operation is asked before the clock";
        const auto reads = []() -> task<result<int>> {
            co_await co_await sleep(5ms);
            co_return 1;
        };
        // Here the clock was set first.
        const auto of_task = co_await timeout(5ms, reads());
        EXPECT_EQ(of_task.error(), errc::timed_out);
        const auto a_little_longer = co_await timeout(5ms + 1ns, reads());
        EXPECT_EQ(a_little_longer.value(), 1);
    });
}

TEST(timeout_at_the_same_instant, sleeps_end_in_the_order_in_which_they_began) {
    auto rt = virtual_loop();
    std::vector<int> order;
    run_in(rt, [&]() -> task<void> {
        std::vector<join_handle<void>> handles;
        const auto deadline = now() + 10ms;
        const auto sleeps = [&order, deadline](int n) -> task<void> {
            static_cast<void>(co_await sleep_until(deadline));
            order.push_back(n);
        };
        for (int i = 0; i < 5; ++i) handles.push_back(spawn(sleeps, i));
        for (auto& h : handles) static_cast<void>(co_await h);
        EXPECT_EQ(now(), deadline);
    });
    EXPECT_THAT(order, ElementsAre(0, 1, 2, 3, 4));
}

TEST(sleep_test, counts_from_the_call_and_not_from_the_await) {
    auto rt = virtual_loop();
    run_in(rt, []() -> task<void> {
        const auto start = now();
        auto later = sleep(10ms);
        static_cast<void>(co_await sleep(7ms));
        static_cast<void>(co_await std::move(later));
        EXPECT_EQ(now() - start, 10ms);
        static_cast<void>(co_await sleep(nanoseconds::max() / 4));
        EXPECT_EQ(now() - start, 10ms + nanoseconds::max() / 4);
    });
}

// --- intervals

std::vector<long> ticks_of(missed_ticks policy, nanoseconds busy) {
    // Three ticks in time, then the task is busy for so long, then three more.
    std::vector<long> at;
    auto rt = virtual_loop();
    run_in(rt, [&]() -> task<void> {
        interval every{10ms, policy};
        EXPECT_EQ(every.period(), 10ms);
        for (int i = 0; i < 6; ++i) {
            const auto due = co_await every.tick();
            EXPECT_LE(due.value(), now());
            at.push_back(now().time_since_epoch() / 1ms);
            if (i == 2) static_cast<void>(co_await sleep(busy));
        }
    });
    return at;
}

TEST(interval_test, in_time_all_policies_are_the_same) {
    for (const auto policy : {missed_ticks::burst, missed_ticks::delay, missed_ticks::skip})
        EXPECT_THAT(ticks_of(policy, 3ms), ElementsAre(10, 20, 30, 40, 50, 60));
}

TEST(interval_test, burst_catches_up) {
    EXPECT_THAT(ticks_of(missed_ticks::burst, 25ms), ElementsAre(10, 20, 30, 55, 55, 60));
}

TEST(interval_test, delay_starts_anew_behind_a_late_tick) {
    EXPECT_THAT(ticks_of(missed_ticks::delay, 25ms), ElementsAre(10, 20, 30, 55, 65, 75));
}

TEST(interval_test, skip_keeps_the_pace) {
    EXPECT_THAT(ticks_of(missed_ticks::skip, 25ms), ElementsAre(10, 20, 30, 55, 60, 70));
}

TEST(interval_test, a_tick_that_lost_or_was_cancelled_is_not_lost) {
    auto rt = virtual_loop();
    run_in(rt, []() -> task<void> {
        interval every{10ms};
        const auto start = now();
        const auto lost = co_await select(every.tick(), sleep(4ms));
        EXPECT_EQ(lost.index(), 1U);
        const auto due = co_await every.tick();
        EXPECT_EQ(due.value() - start, 10ms);
        const auto timed = co_await timeout(3ms, every.tick());
        EXPECT_EQ(timed.error(), errc::timed_out);
        const auto next = co_await every.tick();
        EXPECT_EQ(next.value() - start, 20ms);
        static_cast<void>(co_await sleep(5ms));
        every.reset();
        const auto anew = co_await every.tick();
        EXPECT_EQ(anew.value() - start, 35ms);
    });
}

}  // namespace
}  // namespace bounce
