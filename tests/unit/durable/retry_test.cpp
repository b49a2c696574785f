#include "durable/engine/retry.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace bounce::durable {

namespace {

constexpr nanoseconds now = seconds{1'000'000};

claimed_step a_step() {
    claimed_step made;
    made.attempt = {run_number{1}, operation_number{4}, 3};
    made.run.uuid = run_uuid::from_random(1, 2);
    made.step.number = operation_number{4};
    return made;
}

failure why(std::string kind = "http") { return {std::move(kind), "503"}; }

}  // namespace

TEST(retry, a_value_ends_the_operation) {
    const auto end = end_attempt(a_step(), to_bytes("v"), now, 7);
    EXPECT_EQ(end.attempt, a_step().attempt);
    EXPECT_EQ(end.outcome, outcome{to_bytes("v")});
    EXPECT_FALSE(end.retry_at.has_value());
    EXPECT_EQ(end.counts, attempt_counts{});
}

TEST(retry, a_failure_is_a_try_and_is_followed_by_another) {
    const auto end = end_attempt(a_step(), why(), now, 0);
    EXPECT_EQ(end.counts, (attempt_counts{1, 0, 0}));
    EXPECT_EQ(end.outcome, outcome{why()});
    EXPECT_EQ(end.retry_at, now) << "the jitter begins at zero";
}

TEST(retry, the_last_try_ends_the_operation_with_what_was_thrown) {
    auto step = a_step();
    step.step.policy.tries = 3;
    step.counts.tries = 1;
    EXPECT_TRUE(end_attempt(step, why(), now, 0).retry_at.has_value());
    step.counts.tries = 2;
    auto thrown = why();
    thrown.value = to_bytes("thrown");
    const auto end = end_attempt(step, thrown, now, 0);
    EXPECT_FALSE(end.retry_at.has_value());
    EXPECT_EQ(end.outcome, outcome{thrown});
    EXPECT_EQ(end.counts.tries, 3U);
}

TEST(retry, tries_do_not_count_interruptions) {
    auto step = a_step();
    step.step.policy.tries = 2;
    step.counts.interrupted = 50;
    EXPECT_TRUE(end_attempt(step, why(), now, 0).retry_at.has_value());
}

TEST(retry, what_is_final_or_named_is_not_tried_again) {
    auto step = a_step();
    auto final = why();
    final.final = true;
    EXPECT_FALSE(end_attempt(step, final, now, 0).retry_at.has_value());
    step.step.policy.no_retry = {"card", "http"};
    EXPECT_FALSE(end_attempt(step, why("http"), now, 0).retry_at.has_value());
    EXPECT_TRUE(end_attempt(step, why("timed_out"), now, 0).retry_at.has_value());
}

TEST(retry, the_wait_doubles_up_to_its_limit) {
    step_policy policy;
    const auto wait = [&](std::uint32_t tries) { return longest_backoff(policy, tries); };
    EXPECT_EQ(wait(1), seconds{1});
    EXPECT_EQ(wait(2), seconds{2});
    EXPECT_EQ(wait(3), seconds{4});
    EXPECT_EQ(wait(6), seconds{32});
    EXPECT_EQ(wait(7), seconds{60});
    EXPECT_EQ(wait(4'000'000'000U), seconds{60});
    policy.backoff = nanoseconds{0};
    EXPECT_EQ(wait(4'000'000'000U), nanoseconds{0});
    policy.backoff = seconds{100};
    EXPECT_EQ(wait(1), seconds{60});
    policy.max_backoff = nanoseconds::max();
    EXPECT_EQ(wait(4'000'000'000U), nanoseconds::max());
    policy.backoff = -seconds{1};
    EXPECT_EQ(wait(3), nanoseconds{0});
}

TEST(retry, the_jitter_fills_the_whole_wait) {
    auto step = a_step();
    step.counts.tries = 2;  // the wait after the third is at most 4 s
    const auto after = [&](std::uint64_t random) {
        return *end_attempt(step, why(), now, random).retry_at - now;
    };
    EXPECT_EQ(after(0), nanoseconds{0});
    EXPECT_EQ(after(static_cast<std::uint64_t>(nanoseconds{seconds{4}}.count())), seconds{4});
    EXPECT_EQ(after(static_cast<std::uint64_t>(nanoseconds{seconds{4}}.count()) + 1),
              nanoseconds{0});
    for (std::uint64_t random = 1; random != 0; random <<= 1) EXPECT_LE(after(random), seconds{4});
}

TEST(retry, an_interruption_is_no_try_and_is_followed_at_once) {
    auto step = a_step();
    step.counts = {2, 1, 0};
    step.step.policy.tries = 3;
    const auto end = interrupt_attempt(step, now);
    EXPECT_EQ(end.counts, (attempt_counts{2, 2, 0}));
    EXPECT_EQ(end.retry_at, now);
    EXPECT_EQ(end.outcome.why().kind, "interrupted");
}

TEST(retry, at_most_once_turns_an_interruption_into_an_error) {
    auto step = a_step();
    step.step.policy.at_most_once = true;
    const auto end = interrupt_attempt(step, now);
    EXPECT_FALSE(end.retry_at.has_value());
    EXPECT_EQ(end.outcome.why().kind, "interrupted");
    EXPECT_TRUE(end.outcome.why().maybe_done);
    EXPECT_EQ(end.outcome.why().key, idempotency_key(step.run.uuid, operation_number{4}));
    step.step.key = "mine";
    EXPECT_EQ(interrupt_attempt(step, now).outcome.why().key, "mine");
    EXPECT_FALSE(crash_attempt(step, now).retry_at.has_value());
    EXPECT_EQ(crash_attempt(step, now).outcome.why().kind, "interrupted");
}

TEST(retry, three_interruptions_send_a_step_into_a_process_of_its_own) {
    auto step = a_step();
    for (std::uint32_t i = 1; i <= 3; ++i) {
        EXPECT_FALSE(must_be_alone(step.counts));
        step.counts = interrupt_attempt(step, now).counts;
    }
    EXPECT_TRUE(must_be_alone(step.counts));
    step.counts.tries = 9;
    EXPECT_TRUE(must_be_alone(step.counts));
}

TEST(retry, three_crashes_there_make_a_dead_letter) {
    auto step = a_step();
    step.counts = {0, 3, 0};
    for (std::uint32_t i = 1; i <= 2; ++i) {
        const auto end = crash_attempt(step, now);
        EXPECT_EQ(end.retry_at, now);
        EXPECT_EQ(end.counts, (attempt_counts{0, 3 + i, i}));
        step.counts = end.counts;
    }
    const auto last = crash_attempt(step, now);
    EXPECT_FALSE(last.retry_at.has_value());
    EXPECT_EQ(last.outcome.why().kind, "dead");
    EXPECT_TRUE(last.outcome.why().maybe_done);
}

TEST(retry, killed_often_is_not_punished) {
    auto step = a_step();
    for (int i = 0; i < 300; ++i) {
        const auto end = interrupt_attempt(step, now);
        ASSERT_EQ(end.retry_at, now);
        step.counts = end.counts;
    }
    EXPECT_EQ(step.counts.tries, 0U);
    EXPECT_FALSE(end_attempt(step, to_bytes("v"), now, 0).retry_at.has_value());
}

}  // namespace bounce::durable
