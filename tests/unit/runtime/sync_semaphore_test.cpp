#include "sync_support.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/sync/semaphore.hpp"
#include "bounce/runtime/timeout.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace bounce {
namespace {

using namespace std::chrono_literals;
using sync_test::run;
using sync_test::settle;

/// Acquires n permits, notes its number, and keeps them for good.
task<result<void>> acquire(semaphore& s, std::size_t n, int number, std::vector<int>& order) {
    semaphore_permits permits = co_await co_await s.acquire(n);
    EXPECT_EQ(permits.forget(), n);
    order.push_back(number);
    co_return {};
}

TEST(sync_semaphore, gives_what_there_is_and_takes_it_back) {
    semaphore s{3};
    {
        const auto two = s.try_acquire(2).value();
        EXPECT_EQ(two.count(), 2U);
        EXPECT_EQ(s.available(), 1U);
        EXPECT_EQ(s.try_acquire(2).error(), errc::would_block);
        semaphore_permits one = s.try_acquire().value();
        EXPECT_EQ(s.available(), 0U);
        one.release();
        one.release();
        EXPECT_EQ(s.available(), 1U);
        EXPECT_EQ(one.count(), 0U);
    }
    EXPECT_EQ(s.available(), 3U);
    EXPECT_EQ(s.try_acquire(3).value().forget(), 3U);
    EXPECT_EQ(s.available(), 0U);
    s.release(5);
    EXPECT_EQ(s.available(), 5U);
}

TEST(sync_semaphore, permits_move) {
    semaphore a{1};
    semaphore b{1};
    semaphore_permits permits = a.try_acquire().value();
    permits = b.try_acquire().value();
    EXPECT_EQ(a.available(), 1U);
    {
        const semaphore_permits moved{std::move(permits)};
        EXPECT_EQ(b.available(), 0U);
    }
    EXPECT_EQ(b.available(), 1U);
}

TEST(sync_semaphore, wakes_those_who_wait_in_their_order) {
    run([]() -> task<void> {
        semaphore s{0};
        std::vector<int> order;
        std::vector<join_handle<result<void>>> tasks;
        for (int i = 0; i < 4; ++i) tasks.push_back(spawn(acquire(s, 1, i, order)));
        co_await settle();
        EXPECT_EQ(order.size(), 0U);
        s.release();
        co_await settle();
        EXPECT_EQ(order, (std::vector<int>{0}));
        s.release(3);
        for (auto& t : tasks) EXPECT_TRUE((co_await t).has_value());
        EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3}));
    });
}

TEST(sync_semaphore, does_not_let_small_requests_overtake_a_large_one) {
    run([]() -> task<void> {
        semaphore s{2};
        std::vector<int> order;
        auto large = spawn(acquire(s, 3, 3, order));
        auto small = spawn(acquire(s, 1, 1, order));
        co_await settle();
        EXPECT_EQ(s.try_acquire().error(), errc::would_block);
        EXPECT_EQ(s.available(), 2U);
        EXPECT_EQ(order.size(), 0U);
        s.release();
        EXPECT_TRUE((co_await large).has_value());
        EXPECT_EQ(s.available(), 0U);
        s.release();
        EXPECT_TRUE((co_await small).has_value());
        EXPECT_EQ(order, (std::vector<int>{3, 1}));
    });
}

TEST(sync_semaphore, goes_on_with_the_small_when_the_large_is_cancelled) {
    run([]() -> task<void> {
        semaphore s{2};
        std::vector<int> order;
        auto large = spawn(acquire(s, 3, 3, order));
        auto small = spawn(acquire(s, 1, 1, order));
        auto next = spawn(acquire(s, 1, 2, order));
        co_await settle();
        large.abort();
        // Nobody releases anything: the retraction itself must move the queue.
        EXPECT_TRUE((co_await small).has_value());
        EXPECT_TRUE((co_await next).has_value());
        EXPECT_EQ((co_await large).error(), errc::cancelled);
        EXPECT_EQ(order, (std::vector<int>{1, 2}));
        EXPECT_EQ(s.available(), 0U);
    });
}

TEST(sync_semaphore, serves_who_comes_between_a_cancel_and_its_retraction) {
    run([]() -> task<void> {
        semaphore s{2};
        std::vector<int> order;
        auto large = spawn(acquire(s, 3, 3, order));
        co_await settle();
        large.abort();  // still in the queue, in front of this one:
        EXPECT_EQ(s.try_acquire().error(), errc::would_block);
        const auto permit = co_await s.acquire();
        EXPECT_TRUE(permit.has_value());
        EXPECT_EQ((co_await large).error(), errc::cancelled);
    });
}

TEST(sync_semaphore, delivers_permits_that_came_before_the_cancel_and_keeps_those_that_came_after) {
    run([]() -> task<void> {
        semaphore s{0};
        std::vector<int> order;
        auto first = spawn(acquire(s, 1, 1, order));
        auto second = spawn(acquire(s, 1, 2, order));
        co_await settle();
        s.release();
        first.abort();
        second.abort();
        s.release();
        EXPECT_TRUE((co_await first).has_value());
        EXPECT_EQ((co_await second).error(), errc::cancelled);
        EXPECT_EQ(s.available(), 1U);
        EXPECT_EQ(order, (std::vector<int>{1}));
    });
}

TEST(sync_semaphore, gives_nothing_to_the_losing_arm_of_a_select) {
    run([]() -> task<void> {
        semaphore a{0};
        semaphore b{0};
        auto body = [&]() -> task<std::size_t> {
            auto first = co_await select(a.acquire(), b.acquire());
            co_return first.index();
        };
        auto selecting = spawn(body);
        co_await settle();
        b.release();
        a.release();
        EXPECT_EQ((co_await selecting).value(), 1U);
        EXPECT_EQ(a.available(), 1U);
        EXPECT_EQ(b.available(), 1U);  // the permit of the winner went back with its result
        const auto late = co_await timeout(1s, a.acquire(2));
        EXPECT_EQ(late.error(), errc::timed_out);
        EXPECT_EQ(a.available(), 1U);
    });
}

TEST(sync_semaphore, tells_those_who_wait_and_those_who_come_that_it_is_closed) {
    run([]() -> task<void> {
        semaphore s{1};
        std::vector<int> order;
        semaphore_permits out = s.try_acquire().value();
        auto waiting = spawn(acquire(s, 1, 1, order));
        co_await settle();
        EXPECT_FALSE(s.is_closed());
        s.close();
        s.close();
        EXPECT_TRUE(s.is_closed());
        EXPECT_EQ((co_await waiting).error(), errc::closed);
        out.release();
        EXPECT_EQ(s.available(), 1U);
        EXPECT_EQ(s.try_acquire().error(), errc::closed);
        const auto late = co_await s.acquire();
        EXPECT_EQ(late.error(), errc::closed);
        EXPECT_EQ(order.size(), 0U);
    });
}

TEST(sync_semaphore, meets_a_request_for_nothing) {
    run([]() -> task<void> {
        semaphore s{0};
        const auto none = co_await s.acquire(0);
        EXPECT_EQ(none.value().count(), 0U);
    });
}

TEST(sync_semaphore_death, diagnoses_misuse) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(
        {
            semaphore s{1};
            s.release(std::numeric_limits<std::size_t>::max());
        },
        "more permits than it can count");
    EXPECT_DEATH(run([]() -> task<void> {
                     auto s = std::make_unique<semaphore>(0U);
                     std::vector<int> order;
                     auto waiting = spawn(acquire(*s, 1, 1, order));
                     co_await settle();
                     s.reset();
                 }),
                 "destroyed while tasks wait for it");
}

/// Takes 1 to 4 permits again and again, sometimes for want of patience none, and checks the bound.
task<int> work(semaphore& s, atomic<int>& inside, int bound, int rounds, unsigned seed) {
    int done = 0;
    for (int i = 0; i < rounds; ++i) {
        seed = seed * 1'664'525U + 1'013'904'223U;
        const int wanted = 1 + static_cast<int>(seed >> 30U);
        const microseconds patience{seed >> 20U & 0xfU};
        auto first = co_await select(s.acquire(static_cast<std::size_t>(wanted)), sleep(patience));
        if (first.index() != 0) continue;
        const auto permits = *std::get<0>(std::move(first));
        EXPECT_LE(inside.fetch_add(wanted) + wanted, bound);
        co_await yield_now();
        inside.fetch_sub(wanted);
        ++done;
    }
    co_return done;
}

TEST(sync_semaphore_stress, bounds_what_happens_at_a_time_on_several_workers) {
    sync_test::run_on_four_workers([]() -> task<void> {
        constexpr int bound = 5;
        semaphore s{bound};
        atomic<int> inside{0};
        std::vector<join_handle<int>> tasks;
        for (unsigned i = 0; i < 8; ++i) tasks.push_back(spawn(work(s, inside, bound, 1'000, i)));
        int done = 0;
        for (auto& t : tasks) done += (co_await t).value();
        EXPECT_GT(done, 0);
        EXPECT_EQ(s.available(), std::size_t{bound});
    });
}

}  // namespace
}  // namespace bounce
