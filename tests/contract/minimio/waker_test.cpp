// Wakers: never lost, merged, harmless at the end.
#include "support.hpp"

#include <atomic>
#include <thread>
#include <utility>

namespace bounce::minimio::testing {
namespace {

TEST(waker, before_the_wait) {
    queue q;
    const waker w = must(q.registry().make_waker(token{9}));
    w.wake();
    const std::vector<event> got = q.wait();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].token(), token{9});
    EXPECT_TRUE(got[0].is_readable());
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
}

TEST(waker, an_unused_one_is_silent) {
    queue q;
    const waker w = must(q.registry().make_waker(token{9}));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
}

TEST(waker, every_wake_is_seen_across_threads) {
    // The other thread goes on only when its wake has been answered: a lost one hangs the test.
    constexpr int rounds = 2000;
    queue q;
    const waker w = must(q.registry().make_waker(token{1}));
    std::atomic<int> asked{0};
    std::atomic<int> answered{0};
    std::jthread other{[&] {
        for (int i = 1; i <= rounds; ++i) {
            asked.store(i, std::memory_order_relaxed);
            w.wake();
            while (answered.load() != i) std::this_thread::yield();
        }
    }};
    int previous = 0;
    for (int i = 1; i <= rounds; ++i) {
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
        const int now = asked.load(std::memory_order_relaxed);
        EXPECT_EQ(now, previous + 1) << "what came before the wake must be visible";
        previous = now;
        answered.store(i);
    }
}

TEST(waker, a_storm_is_one_event) {
    queue q;
    const waker w = must(q.registry().make_waker(token{1}));
    {
        std::vector<std::jthread> storm;
        for (int t = 0; t < 4; ++t)
            storm.emplace_back([&] {
                for (int i = 0; i < 10'000; ++i) w.wake();
            });
    }
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
}

TEST(waker, several_are_told_apart) {
    queue q;
    std::vector<waker> wakers;
    for (std::uint64_t i = 0; i < 10; ++i)
        wakers.push_back(must(q.registry().make_waker(token{i})));
    for (std::size_t i : {7U, 2U, 5U, 2U}) wakers[i].wake();
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(2, 5, 7));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
}

TEST(waker, together_with_sources) {
    queue q;
    pipe p = must(pipe::create());
    const registration r = q.add(p.reader.source(), 1, interest::readable);
    const waker w = must(q.registry().make_waker(token{2}));
    write_text(p.writer, "x");
    w.wake();
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1, 2));
}

TEST(waker, used_inside_the_handling_of_its_own_event) {
    queue q;
    const waker w = must(q.registry().make_waker(token{1}));
    w.wake();
    for (int round = 0; round < 10; ++round) {
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
        w.wake();
    }
}

TEST(waker, its_end_drops_what_was_not_delivered) {
    queue q;
    waker kept = must(q.registry().make_waker(token{1}));
    {
        const waker first = must(q.registry().make_waker(token{2}));
        const waker second = must(q.registry().make_waker(token{3}));
        first.wake();
        kept.wake();
        second.wake();
    }
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    kept.wake();
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
}

TEST(waker, its_end_after_the_buffer_was_filled) {
    queue q;
    {
        const waker w = must(q.registry().make_waker(token{1}));
        w.wake();
        must(q.waiter.wait(q.ready, std::nullopt));
        EXPECT_FALSE(q.ready.empty());
    }
    EXPECT_TRUE(q.ready.empty());
}

TEST(waker, its_slot_may_be_taken_by_a_source) {
    queue q;
    for (int round = 0; round < 10; ++round) {
        {
            const waker w = must(q.registry().make_waker(token{1}));
            w.wake();
        }
        pipe p = must(pipe::create());
        const registration r = q.add(p.reader.source(), 2, interest::readable);
        EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
        write_text(p.writer, "x");
        EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(2));
    }
}

TEST(waker, moving_and_emptiness) {
    queue q;
    waker w = must(q.registry().make_waker(token{1}));
    waker other = std::move(w);
    w.wake();  // NOLINT(bugprone-use-after-move): documented to wake nobody
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
    other.wake();
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    other = must(q.registry().make_waker(token{2}));
    other.wake();
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(2));
}

TEST(waker, after_close_and_after_the_poll_is_gone) {
    waker w;
    {
        queue q;
        w = must(q.registry().make_waker(token{1}));
        q.registry().close_loop();
        w.wake();
        EXPECT_FAILS(q.waiter.wait(q.ready, std::nullopt), errc::closed);
    }
    w.wake();
}

TEST(waker, more_than_the_buffer_holds) {
    queue q;
    q.ready = events{3};
    std::vector<waker> wakers;
    for (std::uint64_t i = 0; i < 8; ++i) {
        wakers.push_back(must(q.registry().make_waker(token{i})));
        wakers.back().wake();
    }
    std::vector<std::uint64_t> seen;
    while (seen.size() < wakers.size())
        for (std::uint64_t name : q.wait_tokens()) seen.push_back(name);
    EXPECT_THAT(seen, ::testing::UnorderedElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
    EXPECT_THAT(q.ready_now(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace bounce::minimio::testing
