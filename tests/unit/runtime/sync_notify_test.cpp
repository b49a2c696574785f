#include "sync_support.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/sync/notify.hpp"
#include "bounce/runtime/timeout.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

namespace bounce {
namespace {

using namespace std::chrono_literals;
using sync_test::let_callbacks_run;
using sync_test::run;
using sync_test::settle;

task<result<void>> wait(notify& n, int number, std::vector<int>& order) {
    co_await co_await n.wait();
    order.push_back(number);
    co_return {};
}

TEST(sync_notify, keeps_one_notification_and_not_more) {
    run([]() -> task<void> {
        notify n;
        n.notify_one();
        n.notify_one();
        EXPECT_TRUE((co_await n.wait()).has_value());
        const auto second = co_await timeout(1s, n.wait());
        EXPECT_EQ(second.error(), errc::timed_out);
    });
}

TEST(sync_notify, wakes_the_one_that_has_waited_longest) {
    run([]() -> task<void> {
        notify n;
        std::vector<int> order;
        std::vector<join_handle<result<void>>> tasks;
        for (int i = 0; i < 3; ++i) tasks.push_back(spawn(wait(n, i, order)));
        co_await settle();
        for (int i = 0; i < 3; ++i) {
            n.notify_one();
            co_await settle();
            EXPECT_EQ(order.size(), static_cast<std::size_t>(i + 1));
        }
        EXPECT_EQ(order, (std::vector<int>{0, 1, 2}));
        for (auto& t : tasks) EXPECT_TRUE((co_await t).has_value());
    });
}

TEST(sync_notify, notify_all_wakes_those_who_wait_and_is_not_kept) {
    run([]() -> task<void> {
        notify n;
        std::vector<int> order;
        n.notify_all();
        auto first = spawn(wait(n, 1, order));
        auto second = spawn(wait(n, 2, order));
        co_await settle();
        EXPECT_EQ(order.size(), 0U);
        n.notify_all();
        auto late = spawn(wait(n, 3, order));
        EXPECT_TRUE((co_await first).has_value());
        EXPECT_TRUE((co_await second).has_value());
        co_await settle();
        EXPECT_EQ(order, (std::vector<int>{1, 2}));
        n.notify_one();
        EXPECT_TRUE((co_await late).has_value());
    });
}

TEST(sync_notify, passes_over_a_wait_that_was_cancelled) {
    run([]() -> task<void> {
        notify n;
        std::vector<int> order;
        auto first = spawn(wait(n, 1, order));
        auto second = spawn(wait(n, 2, order));
        co_await settle();
        first.abort();
        n.notify_one();
        EXPECT_EQ((co_await first).error(), errc::cancelled);
        EXPECT_TRUE((co_await second).has_value());
        EXPECT_EQ(order, (std::vector<int>{2}));
    });
}

TEST(sync_notify, is_kept_when_everybody_who_waits_was_cancelled) {
    run([]() -> task<void> {
        notify n;
        std::vector<int> order;
        auto waiting = spawn(wait(n, 1, order));
        co_await settle();
        waiting.abort();
        n.notify_one();
        EXPECT_EQ((co_await waiting).error(), errc::cancelled);
        EXPECT_TRUE((co_await n.wait()).has_value());
    });
}

TEST(sync_notify, is_delivered_when_it_came_before_the_cancel) {
    run([]() -> task<void> {
        notify n;
        std::vector<int> order;
        auto waiting = spawn(wait(n, 1, order));
        co_await settle();
        n.notify_one();
        waiting.abort();
        EXPECT_TRUE((co_await waiting).has_value());
        EXPECT_EQ(order, (std::vector<int>{1}));
    });
}

TEST(sync_notify, is_not_used_up_by_the_losing_arm_of_a_select) {
    run([]() -> task<void> {
        notify a;
        notify b;
        auto body = [&]() -> task<std::size_t> {
            auto first = co_await select(a.wait(), b.wait(), sleep(1h));
            co_return first.index();
        };
        auto selecting = spawn(body);
        co_await settle();
        b.notify_one();
        a.notify_one();
        EXPECT_EQ((co_await selecting).value(), 1U);
        EXPECT_TRUE((co_await a.wait()).has_value());
    });
}

TEST(sync_notify, has_a_callback_face) {
    run([]() -> task<void> {
        notify n;
        int calls = 0;
        n.wait().then([&](const result<void>& woken) { calls += woken.has_value() ? 1 : 100; });
        co_await settle();
        n.notify_one();
        EXPECT_EQ(calls, 0);
        co_await let_callbacks_run();
        EXPECT_EQ(calls, 1);
    });
}

TEST(sync_notify_death, diagnoses_destruction_while_tasks_wait) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(run([]() -> task<void> {
                     auto n = std::make_unique<notify>();
                     std::vector<int> order;
                     auto waiting = spawn(wait(*n, 1, order));
                     co_await settle();
                     n.reset();
                 }),
                 "destroyed while tasks wait for it");
}

/// Takes items until none is left, and sleeps while there is none at the moment.
task<int> consume(notify& n, atomic<int>& items, atomic<bool>& done) {
    int taken = 0;
    for (;;) {
        int seen = items.load();
        while (seen > 0 && !items.compare_exchange_weak(seen, seen - 1)) {
        }
        if (seen > 0) {
            ++taken;
            if (seen > 1) n.notify_one();  // one notification may stand for several items
        } else if (done.load()) {
            n.notify_one();
            co_return taken;
        } else {
            static_cast<void>(co_await n.wait());
        }
    }
}

TEST(sync_notify_stress, loses_no_wake_up_on_several_workers) {
    sync_test::run_on_four_workers([]() -> task<void> {
        constexpr int total = 20'000;
        notify n;
        atomic<int> items{0};
        atomic<bool> done{false};
        std::vector<join_handle<int>> consumers;
        for (int i = 0; i < 4; ++i) consumers.push_back(spawn(consume(n, items, done)));
        os_thread producer{[&] {
            for (int i = 0; i < total; ++i) {
                items.fetch_add(1);
                n.notify_one();
            }
            done.store(true);
            n.notify_one();
        }};
        int taken = 0;
        for (auto& c : consumers) taken += (co_await c).value();
        producer.join();
        EXPECT_EQ(taken, total);
    });
}

}  // namespace
}  // namespace bounce
