// Timeouts and intervals of the callback style.
#include "runtime_support.hpp"

#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace bounce {
namespace {

using namespace runtime_test;
using ::testing::ElementsAre;

/// In virtual time, so that every moment is exact.
class loop_timers : public ::testing::Test {
protected:
    runtime rt_ = virtual_loop();
    std::vector<std::string> log_;

    callback note(std::string what) {
        return [this, what = std::move(what)] { log_.push_back(what + at()); };
    }
    static std::string at() { return " " + std::to_string(now().time_since_epoch() / 1ms); }
    template <class F>
    void run(F main) {
        const auto done = rt_.run(std::move(main));
        EXPECT_TRUE(done.has_value());
    }
};

TEST_F(loop_timers, fire_when_their_time_has_come_in_the_order_of_their_deadlines) {
    run([&] {
        set_timeout(30ms, note("c"));
        set_timeout(10ms, note("a"));
        set_timeout(20ms, note("b"));
        set_timeout(24h * 365, note("year"));
    });
    EXPECT_THAT(log_, ElementsAre("a 10", "b 20", "c 30", "year 31536000000"));
}

TEST_F(loop_timers, with_equal_deadlines_fire_in_the_order_in_which_they_were_set) {
    run([&] {
        set_timeout(10ms, note("first"));
        set_timeout(5ms, [&] { set_timeout(5ms, note("third")); });
        set_timeout(10ms, note("second"));
        set_timeout(9ms, [&] { set_timeout(1ms, note("fourth")); });
    });
    EXPECT_THAT(log_, ElementsAre("first 10", "second 10", "third 10", "fourth 10"));
}

TEST_F(loop_timers, a_thousand_random_ones_fire_sorted_and_exactly_then) {
    std::mt19937 random{3};
    std::vector<std::pair<nanoseconds, int>> expected;
    std::vector<std::pair<nanoseconds, int>> fired;
    run([&] {
        const auto start = now();
        for (int i = 0; i < 1000; ++i) {
            const nanoseconds delay{(random() % 50) << (random() % 20)};
            expected.emplace_back(delay, i);
            set_timeout(delay, [&, start, i] { fired.emplace_back(now() - start, i); });
        }
    });
    std::ranges::sort(expected);  // equal ones by number, which is the order of setting
    EXPECT_EQ(fired, expected);
}

TEST_F(loop_timers, a_cleared_one_does_not_fire) {
    run([&] {
        const timer_id a = set_timeout(10ms, note("a"));
        set_timeout(10ms, note("b"));
        EXPECT_NE(a, timer_id{});
        EXPECT_TRUE(clear_timeout(a));
        EXPECT_FALSE(clear_timeout(a));
        EXPECT_FALSE(clear_timeout(timer_id{}));
        EXPECT_FALSE(clear_timeout(timer_id{12345}));
    });
    EXPECT_THAT(log_, ElementsAre("b 10"));
}

TEST_F(loop_timers, one_that_has_expired_but_was_not_called_yet_can_still_be_cleared) {
    timer_id second;
    run([&] {
        set_timeout(10ms, [&] {
            log_.emplace_back("first");
            EXPECT_TRUE(clear_timeout(second));
        });
        second = set_timeout(10ms, note("second"));
        set_timeout(10ms, note("third"));
    });
    EXPECT_THAT(log_, ElementsAre("first", "third 10"));
}

TEST_F(loop_timers, one_can_be_cleared_inside_its_own_callback) {
    timer_id once;
    timer_id repeated;
    int calls = 0;
    bool dropped = false;
    run([&] {
        once = set_timeout(10ms, [&, mark = death_mark{dropped}] {
            clear_timeout(once);
            EXPECT_FALSE(dropped) << "a callback lives until it has returned";
            log_.emplace_back("once");
        });
        repeated = set_interval(1ms, [&] {
            if (++calls == 3) {
                EXPECT_TRUE(clear_interval(repeated));
                EXPECT_FALSE(clear_interval(repeated));
            }
        });
    });
    EXPECT_TRUE(dropped);
    EXPECT_EQ(calls, 3);
    EXPECT_THAT(log_, ElementsAre("once"));
}

TEST_F(loop_timers, a_timeout_that_has_fired_is_over) {
    timer_id id;
    run([&] {
        id = set_timeout(1ms, note("fired"));
        set_timeout(2ms, [&] {
            EXPECT_FALSE(clear_timeout(id));
            EXPECT_FALSE(unref(id));
        });
    });
    EXPECT_THAT(log_, ElementsAre("fired 1"));
}

TEST_F(loop_timers, an_interval_keeps_its_pace) {
    timer_id id;
    run([&] {
        id = set_interval(10ms, [&] {
            log_.push_back("tick" + at());
            if (log_.size() == 4) clear_interval(id);
        });
    });
    EXPECT_THAT(log_, ElementsAre("tick 10", "tick 20", "tick 30", "tick 40"));
}

TEST(loop_timers_in_real_time, an_interval_skips_what_it_missed) {
    auto rt = runtime::create().value();
    constexpr auto period = 2ms;
    struct call {
        time_point begun;
        time_point ended;
    };
    std::vector<call> calls;
    time_point before;
    time_point after;
    timer_id id;
    const auto done = rt.run([&] {
        before = now();
        id = set_interval(period, [&] {
            const auto begun = now();
            const auto busy_until = begun + (calls.size() % 2 == 0 ? 3 * period : 0ms);
            while (now() < busy_until) {
            }
            calls.push_back({begun, now()});
            if (calls.size() == 6) clear_interval(id);
        });
        after = now();
    });
    EXPECT_TRUE(done.has_value());
    // Between `before` and `after` the interval began. No two calls are in the same period of it,
    // counting from the end of the earlier.
    EXPECT_GE(calls.front().begun, before + period);
    for (std::size_t i = 1; i < calls.size(); ++i)
        EXPECT_GT((calls[i].begun - before) / period, (calls[i - 1].ended - after) / period)
            << "call " << i;
}

TEST(loop_timers_in_real_time, never_fire_early) {
    for (const mode& m : {every_mode[1], every_mode[2], every_mode[4]}) {
        SCOPED_TRACE(m.name);
        auto rt = make_runtime(m);
        run_in(rt, []() -> task<void> {
            for (int us = 0; us < 3000; us += 61) {
                const auto start = steady_clock::now();
                const nanoseconds d = std::chrono::microseconds{us};
                const auto slept = co_await sleep(d);
                EXPECT_TRUE(slept.has_value());
                EXPECT_GE(steady_clock::now() - start, d);
            }
        });
    }
}

TEST_F(loop_timers, that_are_unrefed_do_not_keep_the_loop) {
    run([&] {
        const auto hour = set_timeout(1h, note("never"));
        const auto soon = set_timeout(5ms, note("soon"));
        const auto ticks = set_interval(4ms, note("tick"));
        set_timeout(10ms, note("last"));
        EXPECT_EQ(rt_.pending().timers, 4U);
        EXPECT_TRUE(unref(hour));
        EXPECT_TRUE(unref(hour)) << "again is harmless";
        EXPECT_TRUE(unref(soon));
        EXPECT_TRUE(unref(ticks));
        EXPECT_EQ(rt_.pending().timers, 1U);
    });
    // While the loop lives they fire; when the last that counts is over, they do not keep it.
    EXPECT_THAT(log_, ElementsAre("tick 4", "soon 5", "tick 8", "last 10"));
}

TEST_F(loop_timers, an_interval_can_be_unrefed_inside_its_own_callback) {
    timer_id id;
    run([&] {
        id = set_interval(4ms, [&] {
            log_.push_back("tick" + at());
            EXPECT_TRUE(unref(id));
        });
        set_timeout(9ms, note("last"));
    });
    EXPECT_THAT(log_, ElementsAre("tick 4", "tick 8", "last 9"));
}

TEST_F(loop_timers, sleeping_tasks_and_callbacks_share_one_order) {
    const auto sleeper = [&](const char* what) -> task<void> {
        const auto slept = co_await sleep(10ms);
        EXPECT_TRUE(slept.has_value());
        log_.push_back(what + at());
    };
    run([&] {
        set_timeout(10ms, note("callback 1"));
        next_tick([&] {
            spawn(sleeper, "task 1").detach();
            spawn(sleeper, "task 2").detach();
        });
        set_immediate([&] { set_timeout(10ms, note("callback 2")); });
    });
    EXPECT_THAT(log_, ElementsAre("callback 1 10", "task 1 10", "task 2 10", "callback 2 10"));
}

TEST_F(loop_timers, virtual_time_stands_still_while_there_is_work) {
    run([&] {
        const auto start = now();
        const auto busy = [start]() -> task<void> {
            for (int i = 0; i < 1000; ++i) {
                co_await yield_now();
                EXPECT_EQ(now(), start);
            }
        };
        spawn(busy).detach();
        set_timeout(1ns, [start] { EXPECT_EQ(now(), start + 1ns); });
    });
}

}  // namespace
}  // namespace bounce
