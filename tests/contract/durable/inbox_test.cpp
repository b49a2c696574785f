#include "suite.hpp"

#include <algorithm>

namespace bounce::durable {

using testing::ElementsAre;
using testing::IsEmpty;

class inbox : public store_suite {};

TEST_F(inbox, signals_keep_their_order_and_their_times) {
    start("a");
    ASSERT_TRUE(call().signal({{"a", "x", to_bytes("1"), {}}, {"a", "y", {}, {}}}).value()[1]);
    pass(seconds{1});
    signal("a", "z");
    const auto got = claim_one(worker());
    ASSERT_THAT(words(got.inbox), ElementsAre("started", "signal x", "signal y", "signal z"));
    EXPECT_TRUE(std::ranges::is_sorted(got.inbox, before));
    EXPECT_EQ(std::get<delivery::signal>(got.inbox[1].what).payload, to_bytes("1"));
    EXPECT_EQ(got.inbox[2].at + seconds{1}, got.inbox[3].at);
    EXPECT_LT(got.inbox[2].sequence, got.inbox[3].sequence);
}

TEST_F(inbox, entries_are_ordered_by_time_also_when_the_clock_jumped_back) {
    start("a");
    pass(seconds{10});
    signal("a", "late");
    pass(-seconds{5});
    signal("a", "early");
    EXPECT_THAT(words(claim_one(worker()).inbox),
                ElementsAre("started", "signal early", "signal late"));
}

TEST_F(inbox, nobody_signals_a_run_that_is_not_there) {
    const auto got = call().signal({{"nobody", "x", {}, {}}}).value();
    EXPECT_EQ(got[0].error(), errc::run_not_found);
    EXPECT_EQ(got[0].error().message(), "signal run nobody: there is no such run");
}

TEST_F(inbox, nobody_signals_a_run_that_has_ended) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    ASSERT_TRUE(call().signal({{"a", "in time", {}, "r1"}}).value()[0]);
    auto last = next(got, who);
    last.status = run_status::completed;
    last.result = to_bytes("42");
    last.undelivered_signals = {"seen but not taken"};
    ASSERT_TRUE(commit(got, last));
    EXPECT_EQ(call().signal({{"a", "x", {}, {}}}).value()[0].error(), errc::run_finished);
    // A repetition of one that arrived in time is told so.
    EXPECT_TRUE(call().signal({{"a", "in time", {}, "r1"}}).value()[0]);
    // It came with the completion; it is not lost without a word.
    EXPECT_THAT(seen("a").undelivered_signals, ElementsAre("seen but not taken", "in time"));
    EXPECT_EQ(seen("a").inbox, 0U);
    EXPECT_THAT(claim(who), IsEmpty());
}

TEST_F(inbox, a_repeated_signal_arrives_once) {
    start("a");
    start("b");
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(call().signal({{"a", "x", {}, "r1"}}).value()[0]);
        EXPECT_TRUE(call().signal({{"b", "x", {}, "r1"}}).value()[0]);
    }
    EXPECT_TRUE(call().signal({{"a", "x", {}, "r2"}}).value()[0]);
    const auto got = claim(worker());
    EXPECT_EQ(words(got.at(0).inbox).size(), 3U);
    EXPECT_EQ(words(got.at(1).inbox).size(), 2U);
}

TEST_F(inbox, it_has_a_limit) {
    open(1000, 3);
    start("a");
    signal("a", "1");
    signal("a", "2");
    EXPECT_EQ(call().signal({{"a", "3", {}, {}}}).value()[0].error(), errc::inbox_full);
    const auto who = worker();
    auto got = claim_one(who);
    ASSERT_TRUE(commit(got, next(got, who)));
    signal("a", "3");
}

// The wake-up that arrives between "is there something?" and "then I wait".
TEST_F(inbox, a_signal_between_claim_and_commit_wakes_the_run_again) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    signal("a", "meanwhile");
    const auto answer = call().commit({next(got, who)}).value();
    ASSERT_EQ(answer.done.size(), 1U);
    EXPECT_TRUE(answer.done[0].more);
    const auto again = claim_one(who);
    EXPECT_TRUE(again.held);
    EXPECT_THAT(words(again.inbox), ElementsAre("signal meanwhile"));
}

TEST_F(inbox, a_signal_between_claim_and_a_commit_that_releases_wakes_the_run_for_anybody) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    signal("a", "meanwhile");
    auto slice = next(got, who);
    slice.release = true;
    ASSERT_TRUE(commit(got, slice));
    const auto other = claim_one(worker(101));
    EXPECT_FALSE(other.held);
    EXPECT_EQ(other.state, to_bytes("state 1"));
    EXPECT_THAT(words(other.inbox), ElementsAre("signal meanwhile"));
}

TEST_F(inbox, a_signal_after_the_commit_wakes_the_run) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    const auto answer = call().commit({next(got, who)}).value();
    EXPECT_FALSE(answer.done.at(0).more);
    EXPECT_THAT(claim(who), IsEmpty());
    signal("a", "later");
    EXPECT_THAT(words(claim_one(who).inbox), ElementsAre("signal later"));
}

TEST_F(inbox, whoever_holds_the_run_is_shown_the_whole_inbox_again) {
    start("a");
    const auto who = worker();
    const auto first = claim_one(who);
    signal("a", "x");
    const auto second = claim_one(who);
    EXPECT_TRUE(second.held);
    EXPECT_EQ(second.epoch, first.epoch);
    EXPECT_EQ(second.commits, first.commits);
    EXPECT_FALSE(second.state.has_value());
    EXPECT_THAT(words(second.inbox), ElementsAre("started", "signal x"));
    EXPECT_THAT(claim(worker(101)), IsEmpty());
}

TEST_F(inbox, a_commit_consumes_what_it_names_and_nothing_else) {
    start("a");
    signal("a", "x");
    signal("a", "y");
    const auto who = worker();
    auto got = claim_one(who);
    auto slice = next(got, who);
    slice.consumed = {got.inbox[0].sequence, got.inbox[2].sequence};
    ASSERT_TRUE(commit(got, slice));
    EXPECT_THAT(words(claim_one(who).inbox), ElementsAre("signal x"));
}

TEST_F(inbox, cancelling_is_told_once) {
    start("a");
    for (int i = 0; i < 2; ++i)
        EXPECT_TRUE(call().control({{"a", control_request::action::cancel, "enough"}}).value()[0]);
    const auto who = worker();
    auto got = claim_one(who);
    ASSERT_THAT(words(got.inbox), ElementsAre("started", "cancel"));
    EXPECT_EQ(std::get<delivery::cancel>(got.inbox[1].what).reason, "enough");
    EXPECT_FALSE(got.told_to_stop_at.has_value());
    EXPECT_EQ(seen("a").cancelled_at, now());
    auto slice = next(got, who);
    slice.told_to_stop_at = now() + seconds{1};
    slice.release = true;
    ASSERT_TRUE(commit(got, slice));
    EXPECT_TRUE(call().control({{"a", control_request::action::cancel, "more"}}).value()[0]);
    EXPECT_THAT(claim(who), IsEmpty());
    signal("a", "x");
    const auto again = claim_one(who);
    EXPECT_THAT(words(again.inbox), ElementsAre("signal x"));
    EXPECT_EQ(again.told_to_stop_at, now() + seconds{1});
}

TEST_F(inbox, nobody_cancels_what_is_not_there_or_has_ended) {
    using enum control_request::action;
    EXPECT_EQ(call().control({{"x", cancel, {}}}).value()[0].error(), errc::run_not_found);
    start("a");
    EXPECT_TRUE(call().control({{"a", kill, {}}}).value()[0]);
    EXPECT_TRUE(call().control({{"a", kill, {}}}).value()[0]);
    EXPECT_EQ(call().control({{"a", cancel, {}}}).value()[0].error(), errc::run_finished);
}

TEST_F(inbox, a_killed_run_is_taken_from_whoever_holds_it) {
    const auto who = worker();
    auto got = run_with_step("a", who);
    ASSERT_TRUE(call().control({{"a", control_request::action::kill, "bad"}}).value()[0]);
    EXPECT_EQ(seen("a").status, run_status::killed);
    EXPECT_EQ(seen("a").result->why().message, "bad");
    EXPECT_EQ(seen("a").ended_at, now());
    EXPECT_FALSE(commit(got, next(got, who)));
    EXPECT_THAT(claim_steps(who), IsEmpty());
    EXPECT_EQ(seen_operation("a", 1).state, operation_record::status::abandoned);
}

}  // namespace bounce::durable
