// Timeouts. A wait that brings nothing is never shorter than its timeout; how much longer
// it is decides nothing here.
#include "support.hpp"

#include <thread>

namespace bounce::minimio::testing {
namespace {

nanoseconds timed_wait(queue& q, nanoseconds timeout) {
    const time_point before = steady_clock::now();
    EXPECT_THAT(q.wait_tokens(timeout), ::testing::IsEmpty());
    return steady_clock::now() - before;
}

TEST(wait, zero_and_less_do_not_block) {
    queue q;
    EXPECT_THAT(q.wait_tokens(0ns), ::testing::IsEmpty());
    EXPECT_THAT(q.wait_tokens(-1ns), ::testing::IsEmpty());
    EXPECT_THAT(q.wait_tokens(nanoseconds::min()), ::testing::IsEmpty());
}

TEST(wait, zero_reports_what_is_ready) {
    queue q;
    pipe p = must(pipe::create());
    const registration r = q.add(p.reader.source(), 1, interest::readable);
    write_text(p.writer, "x");
    EXPECT_THAT(q.wait_tokens(0ns), ::testing::ElementsAre(1));
}

TEST(wait, never_early) {
    queue q;
    for (nanoseconds timeout :
         {1ns, 999ns, 1'000ns, 1'001ns, 50'000ns, 999'999ns, 1'000'000ns, 1'500'000ns, 7'000'001ns})
        for (int round = 0; round < 5; ++round) EXPECT_GE(timed_wait(q, timeout), timeout);
}

TEST(wait, an_event_ends_a_long_wait) {
    for (std::optional<nanoseconds> timeout :
         {std::optional<nanoseconds>{}, std::optional<nanoseconds>{std::chrono::hours{24 * 365}},
          std::optional<nanoseconds>{nanoseconds::max()}}) {
        queue q;
        pipe p = must(pipe::create());
        const registration r = q.add(p.reader.source(), 1, interest::readable);
        std::jthread other{[&] { write_text(p.writer, "x"); }};
        EXPECT_THAT(q.wait_tokens(timeout), ::testing::ElementsAre(1));
    }
}

TEST(wait, a_wake_that_is_dropped_does_not_end_a_wait) {
    // The system's own wait returns at once with nothing to tell; the time that is left still counts,
    // however little it is.
    queue q;
    for (nanoseconds timeout : {20'000ns, 200'000ns, 1'000'000ns, 5'000'000ns}) {
        must(q.registry().make_waker(token{1})).wake();  // and dropped
        EXPECT_GE(timed_wait(q, timeout), timeout);
    }
}

TEST(wait, forgets_the_events_of_the_wait_before) {
    queue q;
    const waker w = must(q.registry().make_waker(token{1}));
    w.wake();
    EXPECT_THAT(q.wait_tokens(), ::testing::ElementsAre(1));
    must(q.waiter.wait(q.ready, 0ns));
    EXPECT_TRUE(q.ready.empty());
}

TEST(wait, polls_are_independent) {
    queue one;
    queue two;
    const waker w = must(one.registry().make_waker(token{1}));
    w.wake();
    EXPECT_THAT(two.ready_now(), ::testing::IsEmpty());
    EXPECT_THAT(one.wait_tokens(), ::testing::ElementsAre(1));
}

}  // namespace
}  // namespace bounce::minimio::testing
