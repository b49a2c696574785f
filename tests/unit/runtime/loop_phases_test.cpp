// The order in which one event loop does things: what the documentation promises of a tick.
#include "runtime_support.hpp"

#include "bounce/base/limits.hpp"
#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bounce {
namespace {

using namespace runtime_test;
using ::testing::ElementsAre;
using log = std::vector<std::string>;

class loop_phases : public ::testing::TestWithParam<mode> {
protected:
    runtime rt_ = make_runtime(GetParam());
    log log_;

    callback note(std::string what) {
        return [this, what = std::move(what)] { log_.push_back(what); };
    }
    task<void> noting(std::string what) {
        log_.push_back(std::move(what));
        co_return;
    }
};
INSTANTIATE_TEST_SUITE_P(, loop_phases, ::testing::ValuesIn(every_loop), mode_name);

TEST_P(loop_phases, a_tick_goes_timers_pending_poll_check_close) {
    std::vector<std::uint64_t> ticks;
    const auto in_phase = [&](const char* what) {
        return [&, what] {
            log_.emplace_back(what);
            ticks.push_back(current_tick());
        };
    };
    const auto done = rt_.run([&] {
        // Asked for in the opposite order.
        on_close(in_phase("close"));
        set_immediate(in_phase("check"));
        sleep_until(now()).then([&, f = in_phase("poll")](result<void> r) {
            EXPECT_TRUE(r.has_value());
            f();
        });
        post(in_phase("pending"));
        set_timeout(0ms, in_phase("timers"));
        spawn(noting("task")).detach();
        next_tick(note("next tick"));
        log_.emplace_back("main");
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_THAT(log_, ElementsAre("main", "next tick", "task", "timers", "pending", "poll", "check",
                                  "close"));
    EXPECT_THAT(ticks, ElementsAre(1, 1, 1, 1, 1));
}

TEST_P(loop_phases, next_ticks_and_then_tasks_follow_every_callback_of_every_phase) {
    const auto in_phase = [&](const char* what) {
        return [this, what] {
            log_.push_back(std::string{what} + " 1");
            spawn(noting(std::string{what} + " task")).detach();
            next_tick(note(std::string{what} + " tick"));
        };
    };
    const auto done = rt_.run([&] {
        set_timeout(0ms, in_phase("timers"));
        set_timeout(0ms, note("timers 2"));
        post(in_phase("pending"));
        post(note("pending 2"));
        set_immediate(in_phase("check"));
        set_immediate(note("check 2"));
        on_close(in_phase("close"));
        on_close(note("close 2"));
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_THAT(log_, ElementsAre("timers 1", "timers tick", "timers task", "timers 2",      //
                                  "pending 1", "pending tick", "pending task", "pending 2",  //
                                  "check 1", "check tick", "check task", "check 2",          //
                                  "close 1", "close tick", "close task", "close 2"));
}

TEST_P(loop_phases, next_ticks_run_until_none_is_left_and_before_each_task) {
    const auto first = [this]() -> task<void> {
        log_.emplace_back("task 1");
        next_tick(note("tick of task 1"));
        co_return;
    };
    const auto done = rt_.run([&] {
        spawn(first).detach();
        spawn(noting("task 2")).detach();
        next_tick([this] {
            log_.emplace_back("tick a");
            next_tick([this] {
                log_.emplace_back("tick c");
                next_tick(note("tick d"));
            });
        });
        next_tick(note("tick b"));
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_THAT(log_, ElementsAre("tick a", "tick b", "tick c", "tick d", "task 1",
                                  "tick of task 1", "task 2"));
}

TEST_P(loop_phases, after_a_callback_at_most_so_many_tasks_are_resumed) {
    static_assert(limits::resumptions_per_callback == 128);
    int resumed = 0;
    std::vector<int> seen;
    const auto look = [&] { seen.push_back(resumed); };
    const auto one = [&]() -> task<void> {
        if (++resumed == 128)
            next_tick([&] { log_.push_back("tick after " + std::to_string(resumed)); });
        co_return;
    };
    const auto done = rt_.run([&] {
        set_immediate([&] {
            for (int i = 0; i < 600; ++i) spawn(one).detach();
            set_timeout(0ms, look);
        });
        set_immediate(look);
        on_close(look);
    });
    EXPECT_TRUE(done.has_value());
    // Behind the second immediate, the close callback, and the beginning of the next tick, as many again.
    EXPECT_THAT(seen, ElementsAre(128, 256, 512));
    EXPECT_THAT(log_, ElementsAre("tick after 128")) << "next ticks do not count";
    EXPECT_EQ(resumed, 600);
}

TEST_P(loop_phases, a_task_that_always_yields_does_not_keep_the_loop_from_its_phases) {
    bool stop = false;
    const auto spinning = [&]() -> task<void> {
        while (!stop) co_await yield_now();
    };
    const auto done = rt_.run([&] {
        spawn(spinning).detach();
        set_timeout(0ms, [&] {
            set_immediate([&] { rt_.post([&] { on_close([&] { stop = true; }); }); });
        });
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_TRUE(stop);
}

TEST_P(loop_phases, two_tasks_that_wake_each_other_do_not_either) {
    // Each resumption makes another task ready: the run queue is never empty.
    bool stop = false;
    int resumed = 0;
    std::function<task<void>()> again = [&]() -> task<void> {
        ++resumed;
        if (!stop) spawn(again).detach();
        co_return;
    };
    const auto done = rt_.run([&] {
        spawn(again).detach();
        spawn(again).detach();
        set_immediate([&] { stop = true; });
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_GE(resumed, 128);
}

TEST_P(loop_phases, what_a_callback_adds_to_its_own_phase_waits_for_the_next_tick) {
    std::vector<std::uint64_t> timeouts;
    std::vector<std::uint64_t> posts;
    std::vector<std::uint64_t> immediates;
    std::vector<std::uint64_t> closes;
    const auto done = rt_.run([&] {
        set_timeout(0ms, [&] {
            timeouts.push_back(current_tick());
            set_timeout(0ms, [&] { timeouts.push_back(current_tick()); });
            set_timeout(-1h, [&] { timeouts.push_back(current_tick()); });
        });
        post([&] {
            posts.push_back(current_tick());
            post([&] { posts.push_back(current_tick()); });
        });
        set_immediate([&] {
            immediates.push_back(current_tick());
            set_immediate([&] { immediates.push_back(current_tick()); });
        });
        on_close([&] {
            closes.push_back(current_tick());
            on_close([&] { closes.push_back(current_tick()); });
        });
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_THAT(timeouts, ElementsAre(1, 2, 2));
    EXPECT_THAT(posts, ElementsAre(1, 2));
    EXPECT_THAT(immediates, ElementsAre(1, 2));
    EXPECT_THAT(closes, ElementsAre(1, 2));
}

TEST_P(loop_phases, every_phase_is_first_come_first_served) {
    const auto done = rt_.run([&] {
        for (int i = 0; i < 3; ++i) {
            const auto n = std::to_string(i);
            set_timeout(0ms, note("timeout " + n));
            post(note("post " + n));
            set_immediate(note("immediate " + n));
            on_close(note("close " + n));
            next_tick(note("tick " + n));
        }
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_THAT(
        log_, ElementsAre("tick 0", "tick 1", "tick 2", "timeout 0", "timeout 1", "timeout 2",  //
                          "post 0", "post 1", "post 2", "immediate 0", "immediate 1", "immediate 2",
                          "close 0", "close 1", "close 2"));
}

TEST_P(loop_phases, a_throwing_callback_reaches_the_hook_and_the_loop_goes_on) {
    unhandled_log hook;
    auto options = options_for(GetParam());
    hook.listen(options);
    auto rt = runtime::create(options).value();
    const auto fail = [] { throw std::runtime_error{"ouch"}; };
    const auto done = rt.run([&] {
        set_timeout(0ms, fail);
        post(fail);
        set_immediate(fail);
        next_tick(fail);
        on_close(fail);
        set_timeout(1ms, note("still here"));
        fail();
    });
    EXPECT_TRUE(done.has_value());
    EXPECT_THAT(hook.lines(), ElementsAre("main: ouch", "next tick: ouch", "timeout: ouch",
                                          "post: ouch", "immediate: ouch", "close: ouch"));
    EXPECT_THAT(log_, ElementsAre("still here"));
    EXPECT_EQ(rt.metrics().unhandled_exceptions, 6U);
}

TEST_P(loop_phases, posts_from_other_threads_each_run_once_on_the_loop_thread) {
    constexpr int threads = 4;
    constexpr int each = 500;
    const auto here = this_thread_id();
    std::vector<int> last(threads, -1);
    int count = 0;
    int wrong = 0;
    std::vector<os_thread> posters;
    const auto done = rt_.run([&] {
        for (int t = 0; t < threads; ++t) {
            posters.emplace_back([&, t, hold = rt_.hold()] {
                for (int i = 0; i < each; ++i) {
                    rt_.post([&, t, i] {
                        ++count;
                        // In the order of each thread, on this one.
                        if (last[static_cast<std::size_t>(t)] != i - 1 || this_thread_id() != here)
                            ++wrong;
                        last[static_cast<std::size_t>(t)] = i;
                    });
                }
            });
        }
    });
    for (auto& t : posters) t.join();
    EXPECT_TRUE(done.has_value());
    EXPECT_EQ(count, threads * each);
    EXPECT_EQ(wrong, 0);
}

TEST_P(loop_phases, a_post_wakes_a_loop_that_sleeps) {
    bool called = false;
    os_thread poster;
    const auto done = rt_.run([&] {
        const auto give_up = set_timeout(1h, [] { ADD_FAILURE() << "nobody woke the loop"; });
        auto sleeps_now = [&, give_up, hold = rt_.hold()] {
            while (rt_.metrics().parks == 0 && !GetParam().virtual_time) thread_yield();
            rt_.post([&, give_up] {
                called = true;
                clear_timeout(give_up);
            });
        };
        if (GetParam().virtual_time) clear_timeout(give_up);  // its hour would pass at once
        poster = os_thread{std::move(sleeps_now)};
    });
    poster.join();
    EXPECT_TRUE(done.has_value());
    EXPECT_TRUE(called);
}

TEST_P(loop_phases, ticks_are_counted_from_one_and_across_runs) {
    std::uint64_t last = 0;
    for (int i = 0; i < 3; ++i) {
        const auto done = rt_.run([&] {
            set_immediate([&] {
                EXPECT_GT(current_tick(), last);
                if (last == 0) {
                    EXPECT_EQ(current_tick(), 1U);
                }
                last = current_tick();
            });
        });
        EXPECT_TRUE(done.has_value());
    }
    EXPECT_EQ(rt_.metrics().ticks, last + 1) << "the tick that found nothing pending is the last";
}

}  // namespace
}  // namespace bounce
