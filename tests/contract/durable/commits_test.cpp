#include "suite.hpp"

#include <algorithm>

namespace bounce::durable {

using testing::ElementsAre;
using testing::IsEmpty;

class commits : public store_suite {
protected:
    /// A commit that says something in every field.
    slice_commit full(const claimed_run& run, worker_number who) {
        auto slice = next(run, who);
        slice.commands = {step(1)};
        output_line line;
        line.to = output_line::stream::warning;
        line.at = now();
        line.text = "hello";
        slice.output = {line};
        history_entry entry;
        entry.what = history_entry::kind::signal_received;
        entry.at = now();
        entry.text = "x";
        slice.history = {entry};
        slice.attributes = {{"stage", "1"}};
        slice.wake_at = now() + seconds{5};
        slice.waiting_for = "signal x, or 5s";
        return slice;
    }
};

TEST_F(commits, nothing_is_seen_before_it_and_everything_after) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    const auto slice = full(got, who);
    EXPECT_THAT(call().operations("a").value(), IsEmpty());
    EXPECT_THAT(call().output("a").value(), IsEmpty());
    ASSERT_TRUE(commit(got, slice));

    const auto record = seen("a");
    EXPECT_EQ(record.status, run_status::waiting);
    EXPECT_EQ(record.waiting_for, "signal x, or 5s");
    EXPECT_EQ(record.wake_at, now() + seconds{5});
    EXPECT_EQ(record.attributes.at("stage"), "1");
    EXPECT_EQ(record.commits, 1U);
    EXPECT_EQ(record.claims, 0U);
    EXPECT_EQ(record.state_bytes, 7U);
    EXPECT_EQ(record.inbox, 0U);
    EXPECT_EQ(call().output("a").value(), slice.output);
    auto entry = slice.history[0];
    entry.pid = 100;  // the store knows which process it was
    EXPECT_THAT(call().history("a").value(), ElementsAre(entry));
    EXPECT_EQ(claim_steps(who).size(), 1U);
}

TEST_F(commits, attributes_and_output_add_up) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    ASSERT_TRUE(commit(got, full(got, who)));
    auto slice = next(got, who);
    slice.attributes = {{"stage", "2"}, {"more", "x"}};
    output_line line;
    line.text = "again";
    slice.output = {line};
    slice.state.reset();
    ASSERT_TRUE(commit(got, slice));
    EXPECT_EQ(seen("a").attributes,
              (std::map<std::string, std::string>{{"stage", "2"}, {"more", "x"}}));
    EXPECT_EQ(call().output("a").value().size(), 2U);
    EXPECT_THAT(call().output("a", 1).value(), ElementsAre(line));
    EXPECT_THAT(call().output("a", 5).value(), IsEmpty());
    EXPECT_EQ(call().load_run({got.info.number, who, got.epoch}).value().state, to_bytes("state 1"))
        << "a commit without a state leaves the old one";
}

TEST_F(commits, a_timer_makes_the_run_claimable_when_it_is_due) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    auto slice = next(got, who);
    slice.wake_at = now() + seconds{5};
    slice.release = true;
    ASSERT_TRUE(commit(got, slice));
    pass(seconds{5} - nanoseconds{1});
    EXPECT_THAT(claim(who), IsEmpty());
    const auto asked_at = now();
    EXPECT_EQ(call().next_wake(who, asked_at).value(), asked_at + nanoseconds{1});
    pass(nanoseconds{1});
    EXPECT_EQ(call().next_wake(who, asked_at).value(), now())
        << "it became due since the last claim";
    EXPECT_EQ(call().next_wake(who, now()).value(), std::nullopt);
    got = claim_one(who);
    EXPECT_THAT(got.inbox, IsEmpty());
    EXPECT_EQ(got.state, to_bytes("state 1"));
    EXPECT_THAT(claim(who), IsEmpty());
    EXPECT_FALSE(seen("a").wake_at.has_value());
}

TEST_F(commits, a_timer_of_a_held_run_is_shown_to_its_holder) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    auto slice = next(got, who);
    slice.wake_at = now() + seconds{5};
    ASSERT_TRUE(commit(got, slice));
    pass(seconds{5});
    EXPECT_THAT(claim(worker(101)), IsEmpty());
    EXPECT_TRUE(claim_one(who).held);
    EXPECT_THAT(claim(who), IsEmpty());
}

TEST_F(commits, a_claim_for_another_reason_leaves_the_timer) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    auto slice = next(got, who);
    slice.wake_at = now() + seconds{5};
    ASSERT_TRUE(commit(got, slice));
    signal("a", "x");
    claim_one(who);
    EXPECT_EQ(seen("a").wake_at, now() + seconds{5});
}

TEST_F(commits, a_runnable_run_goes_to_the_back_of_the_queue) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    start("b");
    auto slice = next(got, who);
    slice.runnable = true;
    slice.release = true;
    slice.status = run_status::running;
    pass(seconds{1});
    ASSERT_TRUE(commit(got, slice));
    const auto both = claim(who);
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both[0].info.id, "b");
    EXPECT_EQ(both[1].info.id, "a");
}

// The connection broke during COMMIT: nobody knows whether it took hold, so it is made again.
TEST_F(commits, a_repeated_commit_is_answered_and_writes_nothing) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    const auto slice = full(got, who);
    for (int i = 0; i < 3; ++i) {
        const auto answer = call().commit({slice}).value();
        ASSERT_EQ(answer.done.size(), 1U);
        EXPECT_EQ(answer.done[0].number, 1U);
    }
    EXPECT_EQ(seen("a").commits, 1U);
    EXPECT_EQ(call().output("a").value().size(), 1U);
    EXPECT_EQ(call().operations("a").value().size(), 1U);
    EXPECT_EQ(claim_steps(who).size(), 1U);
}

TEST_F(commits, also_when_it_let_the_run_go_or_ended_it) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    auto slice = next(got, who);
    slice.release = true;
    ASSERT_TRUE(commit(got, slice));
    ASSERT_TRUE(commit(got, slice));
    signal("a", "x");
    got = claim_one(who);
    slice = next(got, who);
    slice.status = run_status::failed;
    slice.result = failure{"ErrorRuntime", "no"};
    ASSERT_TRUE(commit(got, slice));
    ASSERT_TRUE(commit(got, slice));
    EXPECT_EQ(seen("a").result->why().kind, "ErrorRuntime");
}

TEST_F(commits, a_repetition_that_comes_too_late_is_fenced) {
    start("a");
    const auto first = worker();
    auto got = claim_one(first);
    auto slice = next(got, first);
    slice.release = true;
    ASSERT_TRUE(commit(got, slice));
    signal("a", "x");
    claim_one(worker(101));
    EXPECT_FALSE(commit(got, slice));
}

TEST_F(commits, a_bad_one_in_a_batch_fails_alone) {
    for (const auto* id : {"a", "b", "c", "d"}) start(id);
    const auto who = worker();
    auto runs = claim(who);
    std::vector<slice_commit> batch;
    for (const auto& r : runs) batch.push_back(next(r, who));
    for (auto& slice : batch) slice.commands = {step(1)};
    batch[1].number = 7;                   // not the next one
    batch[2].commands.push_back(step(1));  // a number used twice
    batch[3].epoch = 99;                   // somebody else's
    const auto answer = call().commit(batch).value();
    ASSERT_EQ(answer.done.size(), 1U);
    EXPECT_EQ(answer.done[0].run, runs[0].info.number);
    ASSERT_EQ(answer.failed.size(), 2U);
    EXPECT_EQ(answer.failed[0].run, runs[1].info.number);
    EXPECT_EQ(answer.failed[0].why, bounce::errc::invalid_argument);
    EXPECT_EQ(answer.failed[1].run, runs[2].info.number);
    EXPECT_EQ(answer.failed[1].why, bounce::errc::invalid_argument);
    EXPECT_NE(answer.failed[1].why.message().find("run c"), std::string::npos);
    // Of those that failed, nothing is there.
    for (const auto* id : {"b", "c", "d"}) {
        EXPECT_EQ(seen(id).commits, 0U) << id;
        EXPECT_EQ(seen(id).inbox, 1U) << id;
        EXPECT_THAT(call().operations(id).value(), IsEmpty()) << id;
    }
    EXPECT_EQ(seen("a").commits, 1U);
    EXPECT_TRUE(commit(runs[1], next(runs[1], who)));
}

TEST_F(commits, a_stale_epoch_is_missing_from_the_answer) {
    start("a");
    const auto first = worker();
    auto old = claim_one(first);
    ASSERT_TRUE(call().retire_worker(first).has_value());
    const auto again = worker();
    const auto current = claim_one(again);
    auto forged = next(old, first);
    const auto answer = call().commit({forged, next(current, again)}).value();
    ASSERT_EQ(answer.done.size(), 1U);
    EXPECT_THAT(answer.failed, IsEmpty());
    EXPECT_EQ(seen("a").epoch, current.epoch);
}

TEST_F(commits, a_run_that_was_never_there_is_fenced) {
    const auto who = worker();
    claimed_run nothing;
    nothing.info.number = run_number{12345};
    EXPECT_FALSE(commit(nothing, next(nothing, who)));
}

TEST_F(commits, the_last_one_ends_the_run) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    auto slice = full(got, who);
    slice.status = run_status::completed;
    slice.result = to_bytes("42");
    pass(seconds{1});
    ASSERT_TRUE(commit(got, slice));
    const auto record = seen("a");
    EXPECT_EQ(record.status, run_status::completed);
    EXPECT_EQ(record.result, outcome{to_bytes("42")});
    EXPECT_EQ(record.ended_at, now());
    EXPECT_FALSE(record.wake_at.has_value());
    EXPECT_EQ(record.waiting_for, "");
    EXPECT_EQ(record.pid, 0);
    EXPECT_EQ(call().output("a").value().size(), 1U);
    pass(seconds{10});
    EXPECT_THAT(claim(who), IsEmpty());
    EXPECT_THAT(claim_steps(who), IsEmpty()) << "its open step was left";
    EXPECT_EQ(seen_operation("a", 1).state, operation_record::status::abandoned);
    slice = next(got, who);
    EXPECT_FALSE(commit(got, slice));
}

TEST_F(commits, a_failure_keeps_all_that_was_said) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    failure why{"payment", "card refused"};
    why.value = to_bytes("thrown");
    why.trace = "order.bounce:3";
    why.key = "k";
    why.maybe_done = true;
    why.final = true;
    auto slice = next(got, who);
    slice.status = run_status::failed;
    slice.result = why;
    ASSERT_TRUE(commit(got, slice));
    EXPECT_EQ(seen("a").result, outcome{why});
}

TEST_F(commits, counters_are_what_the_commit_says) {
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    auto slice = next(got, who);
    slice.state.reset();
    slice.consumed.clear();
    slice.claims = 4;
    slice.crashes = 2;
    slice.runnable = true;
    slice.release = true;
    ASSERT_TRUE(commit(got, slice));
    got = claim_one(who);
    EXPECT_EQ(got.claims, 5U);
    EXPECT_EQ(got.crashes, 2U);
    EXPECT_FALSE(got.state.has_value());
    EXPECT_THAT(words(got.inbox), ElementsAre("started"));
}

TEST_F(commits, the_history_is_bounded) {
    open(5);
    start("a");
    const auto who = worker();
    auto got = claim_one(who);
    for (std::uint64_t i = 1; i <= 4; ++i) {
        auto slice = next(got, who);
        history_entry entry;
        entry.at = now();
        for (int k = 0; k < 2; ++k) {
            entry.text = std::to_string(2 * i + static_cast<std::uint64_t>(k));
            slice.history.push_back(entry);
        }
        ASSERT_TRUE(commit(got, slice));
    }
    const auto kept = call().history("a").value();
    ASSERT_EQ(kept.size(), 5U);
    EXPECT_EQ(kept.front().text, "5");
    EXPECT_EQ(kept.back().text, "9");
}

}  // namespace bounce::durable
