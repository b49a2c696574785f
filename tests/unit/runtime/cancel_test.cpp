// Asking tasks to stop: abort, and the shield against it.
#include "runtime_support.hpp"

#include "bounce/minimio/pipe.hpp"
#include "bounce/runtime/interval.hpp"
#include "bounce/runtime/register_io.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/shield.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/suspend_with.hpp"
#include "bounce/runtime/sync/mpsc.hpp"
#include "bounce/runtime/sync/mutex.hpp"
#include "bounce/runtime/sync/notify.hpp"
#include "bounce/runtime/sync/oneshot.hpp"
#include "bounce/runtime/sync/semaphore.hpp"
#include "bounce/runtime/timeout.hpp"
#include "bounce/runtime/when_all.hpp"
#include "bounce/runtime/with_group.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace bounce {
namespace {

using namespace runtime_test;

class cancel_test : public in_every_mode {};
INSTANTIATE_TEST_SUITE_P(, cancel_test, ::testing::ValuesIn(every_mode), mode_name);

/// Lets a spawned task get to where it waits.
task<void> until(const atomic<bool>& flag) {
    while (!flag) co_await yield_now();
    co_await settle();
}

/// Spawns `wait()`, a task that gives an error, aborts it when it waits, and expects it to be told.
template <class F>
task<void> abort_while_it_waits(F wait) {
    atomic<bool> begun{false};
    const auto body = [&]() -> task<bool> {
        begun = true;
        const result<void> outcome = co_await wait();
        co_return !outcome && outcome.error() == errc::cancelled;
    };
    auto handle = spawn(body);
    co_await until(begun);
    EXPECT_FALSE(handle.ended());
    handle.abort();
    handle.abort();  // again is harmless
    const auto told = co_await handle;
    EXPECT_TRUE(told.value_or(false));
}

template <class T>
result<void> without_value(const result<T>& r) {
    if (r) return {};
    return r.error();
}

TEST_P(cancel_test, reaches_every_kind_of_wait) {
    run([]() -> task<void> {
        const auto in_sleep = []() -> task<result<void>> { co_return co_await sleep(1h); };
        co_await abort_while_it_waits(in_sleep);

        interval hours{1h};
        const auto in_tick = [&]() -> task<result<void>> {
            const auto r = co_await hours.tick();
            co_return without_value(r);
        };
        co_await abort_while_it_waits(in_tick);

        std::optional<waker> kept;
        const auto in_suspend = [&]() -> task<result<void>> {
            const auto arrange = [&](waker w) { kept = std::move(w); };
            co_return co_await suspend_with(arrange);
        };
        co_await abort_while_it_waits(in_suspend);
        if (kept) kept->wake();  // too late, and harmless

        auto ends = minimio::pipe::create().value();
        auto io = register_io("pipe", ends.reader.source(), minimio::interest::readable).value();
        const auto in_io = [&]() -> task<result<void>> {
            const auto r = co_await io.ready(minimio::interest::readable);
            co_return without_value(r);
        };
        co_await abort_while_it_waits(in_io);

        auto forever = spawn(in_sleep);
        const auto in_join = [&]() -> task<result<void>> { co_return co_await forever; };
        co_await abort_while_it_waits(in_join);
        EXPECT_FALSE(forever.ended()) << "cancelling the wait does not touch the task";
        const auto in_select = [&]() -> task<result<void>> {
            const auto r = co_await select(sleep(2h), forever);
            EXPECT_EQ(r.index(), 0U);
            co_return std::get<0>(r);
        };
        co_await abort_while_it_waits(in_select);
        forever.abort();
        const auto told = co_await forever;
        EXPECT_EQ(told.error(), errc::cancelled);

        const auto in_timeout = []() -> task<result<void>> {
            co_return co_await timeout(1h, sleep(2h));
        };
        co_await abort_while_it_waits(in_timeout);
        const auto in_task_timeout = [&]() -> task<result<void>> {
            co_return co_await timeout(1h, in_sleep());
        };
        co_await abort_while_it_waits(in_task_timeout);
        const auto in_arm = [&]() -> task<result<void>> {
            const auto r = co_await select(in_sleep(), sleep(2h));
            co_return std::get<0>(r);
        };
        co_await abort_while_it_waits(in_arm);
        const auto in_all = [&]() -> task<result<void>> {
            const auto r = co_await when_all(in_sleep(), sleep(2h));
            EXPECT_EQ(std::get<1>(r).error(), errc::cancelled);
            co_return std::get<0>(r);
        };
        co_await abort_while_it_waits(in_all);
    });
}

TEST_P(cancel_test, reaches_waits_for_locks_and_channels) {
    run([]() -> task<void> {
        mutex m;
        std::optional<mutex_guard> held = m.try_lock();
        const auto in_lock = [&]() -> task<result<void>> {
            const auto r = co_await m.lock();
            co_return without_value(r);
        };
        co_await abort_while_it_waits(in_lock);
        held.reset();
        EXPECT_TRUE(m.try_lock().has_value()) << "the lock was not lost";

        notify bell;
        const auto in_notify = [&]() -> task<result<void>> { co_return co_await bell.wait(); };
        co_await abort_while_it_waits(in_notify);

        semaphore none{0};
        const auto in_acquire = [&]() -> task<result<void>> {
            const auto r = co_await none.acquire();
            co_return without_value(r);
        };
        co_await abort_while_it_waits(in_acquire);

        auto [sender, receiver] = make_mpsc<int>(1);
        const auto in_receive = [&receiver]() -> task<result<void>> {
            const auto r = co_await receiver.receive();
            co_return without_value(r);
        };
        co_await abort_while_it_waits(in_receive);
        const auto sent = co_await sender.send(1);
        EXPECT_TRUE(sent.has_value());
        const auto in_send = [&sender]() -> task<result<void>> {
            co_return co_await sender.send(2);
        };
        co_await abort_while_it_waits(in_send);
        const auto got = co_await receiver.receive();
        EXPECT_EQ(got.value(), 1);
    });
}

TEST_P(cancel_test, is_sticky) {
    run([]() -> task<void> {
        atomic<bool> begun{false};
        const auto body = [&]() -> task<int> {
            begun = true;
            int cancelled = 0;
            for (int i = 0; i < 3; ++i) {
                const auto r = co_await sleep(1h);
                cancelled += !r && r.error() == errc::cancelled ? 1 : 0;
            }
            // Also what could complete at once does not take effect.
            const auto now_due = co_await sleep_until(time_point{});
            cancelled += now_due ? 0 : 1;
            bool touched = false;
            const auto work = [&touched] { touched = true; };
            const auto job = co_await submit("late", work);
            cancelled += !job && !touched ? 1 : 0;
            const auto picked = co_await select(sleep_until(time_point{}), sleep(1h));
            cancelled += picked.index() == 0 && !std::get<0>(picked) ? 1 : 0;
            co_await yield_now();  // always goes on
            co_return cancelled;
        };
        auto handle = spawn(body);
        co_await until(begun);
        handle.abort();
        const auto cancelled = co_await handle;
        EXPECT_EQ(cancelled.value(), 6);
    });
}

TEST_P(cancel_test, before_the_start_drops_the_task_and_its_arguments) {
    if (GetParam().kind == flavour::multi_thread)
        GTEST_SKIP() << "another worker may have started it";
    run([]() -> task<void> {
        bool started = false;
        bool dead = false;
        const auto body = [&started](death_mark) -> task<int> {
            started = true;
            co_return 1;
        };
        auto handle = spawn(body, death_mark{dead});
        handle.abort();
        const auto r = co_await handle;
        EXPECT_EQ(r.error(), errc::cancelled);
        EXPECT_FALSE(started);
        EXPECT_TRUE(dead);
    });
}

TEST_P(cancel_test, does_not_change_the_outcome_of_a_task_that_ends_well_all_the_same) {
    run([]() -> task<void> {
        atomic<bool> begun{false};
        const auto body = [&]() -> task<result<int>> {
            begun = true;
            static_cast<void>(co_await sleep(1h));
            co_return 42;
        };
        auto handle = spawn(body);
        co_await until(begun);
        handle.abort();
        const auto r = co_await handle;
        EXPECT_EQ(r.value(), 42);
    });
}

TEST_P(cancel_test, does_not_reach_tasks_that_the_task_spawned) {
    run([]() -> task<void> {
        atomic<bool> begun{false};
        atomic<bool> go_on{false};
        const auto child = [&go_on]() -> task<int> {
            while (!go_on) co_await yield_now();
            const auto r = co_await sleep(1ms);
            co_return r.has_value() ? 1 : 0;
        };
        join_handle<int> free_child;
        const auto parent = [&]() -> task<void> {
            free_child = spawn(child);
            begun = true;
            static_cast<void>(co_await sleep(1h));
        };
        auto handle = spawn(parent);
        co_await until(begun);
        handle.abort();
        static_cast<void>(co_await handle);
        go_on = true;
        const auto r = co_await free_child;
        EXPECT_EQ(r.value(), 1);
    });
}

TEST_P(cancel_test, waits_behind_a_shield) {
    run([]() -> task<void> {
        atomic<bool> begun{false};
        std::optional<waker> kept;
        atomic<bool> cleaning{false};
        const auto body = [&]() -> task<std::string> {
            std::string story;
            begun = true;
            const auto first = co_await sleep(1h);
            story += first ? "slept " : "stopped ";
            const auto arrange = [&](waker w) {
                kept = std::move(w);
                cleaning = true;
            };
            const auto shielded = co_await shield(suspend_with(arrange));
            story += shielded ? "cleaned " : "disturbed ";
            const auto last = co_await sleep(1h);
            story += last ? "slept" : "stopped";
            co_return story;
        };
        auto handle = spawn(body);
        co_await until(begun);
        handle.abort();
        co_await until(cleaning);
        handle.abort();
        co_await settle();
        EXPECT_FALSE(handle.ended());
        kept->wake();
        const auto story = co_await handle;
        EXPECT_EQ(story.value(), "stopped cleaned stopped");
    });
}

TEST_P(cancel_test, during_a_shielded_task_is_seen_after_it) {
    run([]() -> task<void> {
        atomic<bool> begun{false};
        atomic<bool> go_on{false};
        const auto careful = [&]() -> task<int> {
            begun = true;
            while (!go_on) co_await yield_now();
            const auto r = co_await sleep(1ms);
            co_return r ? 1 : 0;
        };
        const auto body = [&]() -> task<int> {
            const int inside = co_await shield(careful());
            const auto outside = co_await sleep(1h);
            co_return inside + (outside ? 0 : 10);
        };
        auto handle = spawn(body);
        co_await until(begun);
        handle.abort();
        go_on = true;
        const auto r = co_await handle;
        EXPECT_EQ(r.value(), 11);
    });
}

TEST_P(cancel_test, a_shield_inside_a_timeout_is_waited_for) {
    run([]() -> task<void> {
        atomic<bool> cleaned{false};
        const auto body = [&]() -> task<result<void>> {
            auto slept = co_await sleep(1h);
            EXPECT_FALSE(slept.has_value());
            const auto careful = co_await shield(sleep(3ms));
            cleaned = careful.has_value();
            co_return slept;
        };
        const auto r = co_await timeout(1ms, body());
        EXPECT_TRUE(cleaned);
        EXPECT_FALSE(r.has_value());
        EXPECT_EQ(r.error(), errc::timed_out);
        const auto after = co_await sleep(1ms);
        EXPECT_TRUE(after.has_value()) << "the time-out stopped what it was given, not its caller";
    });
}

TEST_P(cancel_test, from_another_thread_while_the_task_works) {
    // A stress of abort against everything that a task does: it always ends.
    auto rt = make_runtime(GetParam());
    const auto busy = []() -> task<int> {
        int done = 0;
        for (;;) {
            const auto nap = co_await sleep(10us);
            if (!nap) co_return done;
            const auto picked = co_await select(sleep(1us), sleep(5us));
            if (picked.index() == 0 && !std::get<0>(picked)) co_return done;
            ++done;
        }
    };
    std::vector<join_handle<int>> handles;
    for (int i = 0; i < 50; ++i) handles.push_back(rt.spawn(busy()));
    os_thread aborter{[&] {
        for (auto& h : handles) {
            h.abort();
            thread_yield();
        }
    }};
    aborter.join();
    run_in(rt, [&]() -> task<void> {
        for (auto& h : handles) {
            const auto r = co_await h;
            EXPECT_TRUE(r.has_value() || r.error() == errc::cancelled);
        }
    });
}

}  // namespace
}  // namespace bounce
