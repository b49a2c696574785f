#include "sync_support.hpp"

#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/sync/mutex.hpp"
#include "bounce/runtime/timeout.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace bounce {
namespace {

using namespace std::chrono_literals;
using sync_test::let_callbacks_run;
using sync_test::run;
using sync_test::settle;

/// Locks, notes its number, and keeps the lock until others have had time to want it.
task<result<void>> enter(mutex& m, int number, std::vector<int>& order) {
    const mutex_guard guard = co_await co_await m.lock();
    order.push_back(number);
    co_await settle();
    co_return {};
}

TEST(sync_mutex, lets_one_in_at_a_time_and_first_those_who_came_first) {
    run([]() -> task<void> {
        mutex m;
        std::vector<int> order;
        std::vector<join_handle<result<void>>> tasks;
        for (int i = 0; i < 5; ++i) tasks.push_back(spawn(enter(m, i, order)));
        co_await settle();
        EXPECT_EQ(order, (std::vector<int>{0}));
        for (auto& t : tasks) EXPECT_TRUE((co_await t).has_value());
        EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
        EXPECT_TRUE(m.try_lock().has_value());
    });
}

TEST(sync_mutex, is_handed_over_so_that_nobody_gets_in_between) {
    run([]() -> task<void> {
        mutex m;
        std::vector<int> order;
        std::optional<mutex_guard> held = m.try_lock();
        auto waiting = spawn(enter(m, 1, order));
        co_await settle();
        held.reset();  // the waiting task has not run yet, and has the lock
        EXPECT_FALSE(m.try_lock().has_value());
        auto late = spawn(enter(m, 2, order));
        EXPECT_TRUE((co_await waiting).has_value());
        EXPECT_TRUE((co_await late).has_value());
        EXPECT_EQ(order, (std::vector<int>{1, 2}));
    });
}

TEST(sync_mutex, forgets_a_wait_that_was_cancelled) {
    run([]() -> task<void> {
        mutex m;
        std::vector<int> order;
        std::optional<mutex_guard> held = m.try_lock();
        auto first = spawn(enter(m, 1, order));
        auto second = spawn(enter(m, 2, order));
        co_await settle();
        first.abort();
        const auto outcome = co_await first;
        EXPECT_EQ(outcome.error(), errc::cancelled);
        held.reset();
        EXPECT_TRUE((co_await second).has_value());
        EXPECT_EQ(order, (std::vector<int>{2}));
        EXPECT_TRUE(m.try_lock().has_value());
    });
}

TEST(sync_mutex, goes_to_the_next_when_the_first_was_cancelled_a_moment_before) {
    run([]() -> task<void> {
        mutex m;
        std::vector<int> order;
        std::optional<mutex_guard> held = m.try_lock();
        auto first = spawn(enter(m, 1, order));
        auto second = spawn(enter(m, 2, order));
        co_await settle();
        first.abort();  // it is still in the queue when the lock is handed over
        held.reset();
        EXPECT_EQ((co_await first).error(), errc::cancelled);
        EXPECT_TRUE((co_await second).has_value());
        EXPECT_EQ(order, (std::vector<int>{2}));
    });
}

TEST(sync_mutex, is_delivered_when_the_hand_over_came_before_the_cancel) {
    run([]() -> task<void> {
        mutex m;
        std::vector<int> order;
        std::optional<mutex_guard> held = m.try_lock();
        auto waiting = spawn(enter(m, 1, order));
        co_await settle();
        held.reset();
        waiting.abort();
        EXPECT_TRUE((co_await waiting).has_value());
        EXPECT_EQ(order, (std::vector<int>{1}));
        EXPECT_TRUE(m.try_lock().has_value());
    });
}

TEST(sync_mutex, is_not_taken_by_a_task_that_was_asked_to_stop_before) {
    run([]() -> task<void> {
        mutex m;
        auto body = [&]() -> task<result<void>> {
            co_await yield_now();
            const auto guard = co_await m.lock();
            EXPECT_EQ(guard.error(), errc::cancelled);
            co_return {};
        };
        auto handle = spawn(body);
        co_await yield_now();
        handle.abort();
        EXPECT_TRUE((co_await handle).has_value());
        EXPECT_TRUE(m.try_lock().has_value());
    });
}

TEST(sync_mutex, is_not_taken_by_the_losing_arm_of_a_select) {
    run([]() -> task<void> {
        mutex a;
        mutex b;
        std::optional<mutex_guard> a_held = a.try_lock();
        std::optional<mutex_guard> b_held = b.try_lock();
        auto body = [&]() -> task<std::size_t> {
            auto first = co_await select(a.lock(), b.lock(), sleep(1h));
            co_return first.index();
        };
        auto selecting = spawn(body);
        co_await settle();
        b_held.reset();
        a_held.reset();  // both are free before the task runs again
        EXPECT_TRUE(a.try_lock().has_value());
        EXPECT_FALSE(b.try_lock().has_value());
        EXPECT_EQ((co_await selecting).value(), 1U);
        EXPECT_TRUE(b.try_lock().has_value());
    });
}

TEST(sync_mutex, can_be_waited_for_twice_in_one_select) {
    run([]() -> task<void> {
        mutex m;
        std::optional<mutex_guard> held = m.try_lock();
        auto body = [&]() -> task<std::size_t> {
            auto first = co_await select(m.lock(), m.lock());
            co_return first.index();
        };
        auto selecting = spawn(body);
        co_await settle();
        held.reset();
        EXPECT_EQ((co_await selecting).value(), 0U);
        EXPECT_TRUE(m.try_lock().has_value());
    });
}

TEST(sync_mutex, can_be_waited_for_with_a_timeout) {
    run([]() -> task<void> {
        mutex m;
        std::optional<mutex_guard> held = m.try_lock();
        const auto late = co_await timeout(1s, m.lock());
        EXPECT_EQ(late.error(), errc::timed_out);
        held.reset();
        const auto in_time = co_await timeout(1s, m.lock());
        EXPECT_TRUE(in_time.has_value());
    });
}

TEST(sync_mutex, has_a_callback_face) {
    run([]() -> task<void> {
        mutex m;
        std::optional<mutex_guard> held = m.try_lock();
        int calls = 0;
        m.lock().then([&](result<mutex_guard> guard) { calls += guard.has_value() ? 1 : 100; });
        auto cancelled = m.lock().then([&](const result<mutex_guard>& guard) {
            calls += guard.error() == errc::cancelled ? 10 : 100;
        });
        co_await settle();
        EXPECT_EQ(calls, 0);
        cancelled.cancel();
        co_await let_callbacks_run();
        EXPECT_EQ(calls, 10);
        held.reset();
        co_await let_callbacks_run();
        EXPECT_EQ(calls, 11);
        EXPECT_TRUE(m.try_lock().has_value());
    });
}

TEST(sync_mutex, can_be_unlocked_from_a_thread_without_a_runtime) {
    runtime_options options;
    auto rt = runtime::create(options).value();
    mutex m;
    std::optional<mutex_guard> held = m.try_lock();
    auto other_thread = rt.hold();
    os_thread unlocker;
    std::vector<int> order;
    auto body = [&]() -> task<void> {
        unlocker = os_thread{[&] { held.reset(); }};
        static_cast<void>(co_await enter(m, 1, order));
    };
    EXPECT_TRUE(rt.block_on(sync_test::call(&body)).has_value());
    unlocker.join();
    EXPECT_EQ(order, (std::vector<int>{1}));
}

TEST(sync_mutex, guards_move_and_unlock_early) {
    mutex a;
    mutex b;
    mutex_guard guard = a.try_lock().value();
    EXPECT_TRUE(guard.owns_lock());
    guard = b.try_lock().value();
    EXPECT_TRUE(a.try_lock().has_value());
    EXPECT_FALSE(b.try_lock().has_value());
    const mutex_guard moved{std::move(guard)};
    EXPECT_FALSE(guard);  // NOLINT(bugprone-use-after-move): this is what is tested
    EXPECT_TRUE(moved);
    mutex_guard early = a.try_lock().value();
    early.unlock();
    EXPECT_FALSE(early);
    EXPECT_TRUE(a.try_lock().has_value());
}

TEST(sync_mutex_death, diagnoses_misuse) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(
        {
            mutex m;
            mutex_guard guard = m.try_lock().value();
            guard.unlock();
            guard.unlock();
        },
        "holds no lock");
    EXPECT_DEATH(
        {
            std::optional<mutex> m{std::in_place};
            const mutex_guard guard = m->try_lock().value();
            m.reset();
        },
        "destroyed while it is locked");
}

TEST(sync_mutex_death, diagnoses_destruction_while_tasks_wait) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(run([]() -> task<void> {
                     auto m = std::make_unique<mutex>();
                     std::vector<int> order;
                     std::optional<mutex_guard> held = m->try_lock();
                     auto waiting = spawn(enter(*m, 1, order));
                     co_await settle();
                     m.reset();
                 }),
                 "destroyed while tasks wait for it");
}

/// Increments under the lock, in two steps with a suspension between them; gives up now and then.
task<int> increment(mutex& m, int& value, int rounds, unsigned seed) {
    int done = 0;
    for (int i = 0; i < rounds; ++i) {
        seed = seed * 1'664'525U + 1'013'904'223U;
        std::optional<mutex_guard> guard;
        if (seed >> 30U == 0) {
            const microseconds patience{seed >> 20U & 0xfU};
            auto first = co_await select(m.lock(), sleep(patience));
            if (first.index() == 0) guard.emplace(*std::get<0>(std::move(first)));
        } else {
            guard.emplace(*co_await m.lock());
        }
        if (!guard) continue;
        const int seen = value;
        if (seed >> 28U == 5) co_await yield_now();
        value = seen + 1;
        ++done;
    }
    co_return done;
}

TEST(sync_mutex_stress, excludes_on_several_workers_while_waits_are_given_up) {
    sync_test::run_on_four_workers([]() -> task<void> {
        mutex m;
        int value = 0;
        std::vector<join_handle<int>> tasks;
        for (unsigned i = 0; i < 8; ++i) tasks.push_back(spawn(increment(m, value, 2'000, i)));
        int expected = 0;
        for (auto& t : tasks) expected += (co_await t).value();
        EXPECT_EQ(value, expected);
        EXPECT_GT(value, 8'000);
        EXPECT_TRUE(m.try_lock().has_value());
    });
}

TEST(sync_mutex_stress, loses_no_lock_when_its_waiters_are_aborted) {
    sync_test::run_on_four_workers([]() -> task<void> {
        mutex m;
        for (int round = 0; round < 500; ++round) {
            auto body = [&]() -> task<result<void>> {
                const mutex_guard guard = co_await co_await m.lock();
                co_await yield_now();
                co_return {};
            };
            std::array<join_handle<result<void>>, 4> tasks{spawn(body), spawn(body), spawn(body),
                                                           spawn(body)};
            tasks[1].abort();
            co_await yield_now();
            tasks[2].abort();
            for (auto& t : tasks) static_cast<void>(co_await t);
            EXPECT_TRUE(m.try_lock().has_value());
        }
    });
}

}  // namespace
}  // namespace bounce
