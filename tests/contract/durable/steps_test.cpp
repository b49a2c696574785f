#include "suite.hpp"

#include <algorithm>

namespace bounce::durable {

using testing::ElementsAre;
using testing::IsEmpty;
using status = operation_record::status;

class steps : public store_suite {
protected:
    attempt_verdict finish(attempt_end end) {
        return call().finish_steps({std::move(end)}).value().at(0);
    }
    claimed_step claim_step(worker_number who) {
        auto found = claim_steps(who);
        EXPECT_EQ(found.size(), 1U);
        return found.empty() ? claimed_step{} : std::move(found[0]);
    }
    static step_policy leaving(on_cancel how) {
        step_policy policy;
        policy.when_left = how;
        return policy;
    }
    void abandon(claimed_run& run, worker_number who, std::uint64_t number) {
        auto slice = next(run, who);
        slice.commands = {{command::abandon{operation_number{number}}}};
        ASSERT_TRUE(commit(run, slice));
    }
    attempt_end failed(const claimed_step& step, std::optional<nanoseconds> retry_at) {
        auto end = ended(step, failure{"http", "503"});
        end.retry_at = retry_at;
        return end;
    }
};

TEST_F(steps, a_step_is_claimed_with_all_that_its_body_needs) {
    step_policy policy;
    policy.tries = 3;
    policy.timeout = seconds{7};
    policy.at_most_once = true;
    policy.no_retry = {"a", "b"};
    const auto who = worker();
    const auto run = run_with_step("a", who, policy);
    const auto got = claim_step(who);
    EXPECT_EQ(got.attempt, (attempt_id{run.info.number, operation_number{1}, 1}));
    EXPECT_EQ(got.run, run.info);
    EXPECT_EQ(got.step, std::get<command::step>(step(1, policy).what));
    EXPECT_EQ(got.counts, attempt_counts{});
    EXPECT_EQ(got.requested_at, now());
    EXPECT_THAT(claim_steps(who), IsEmpty());
    EXPECT_THAT(claim_steps(worker(101)), IsEmpty());
}

TEST_F(steps, the_outcome_wakes_the_run) {
    const auto who = worker();
    run_with_step("a", who);
    const auto performer = worker(101);
    const auto got = claim_step(performer);
    EXPECT_EQ(seen_operation("a", 1).state, status::running);
    EXPECT_EQ(seen_operation("a", 1).pid, 101);
    pass(seconds{3});
    EXPECT_EQ(finish(ended(got)), attempt_verdict::accepted);
    const auto inbox = claim_one(who).inbox;
    ASSERT_THAT(words(inbox), ElementsAre("finished 1"));
    EXPECT_EQ(inbox[0].at, now());
    EXPECT_EQ(std::get<delivery::finished>(inbox[0].what).outcome, outcome{to_bytes("done")});
    const auto record = seen_operation("a", 1);
    EXPECT_EQ(record.state, status::succeeded);
    EXPECT_EQ(record.attempts, 1U);
    EXPECT_EQ(record.started_at, now() - seconds{3});
    EXPECT_EQ(record.ended_at, now());
    EXPECT_EQ(record.key, idempotency_key(run("a").uuid, operation_number{1}));
}

TEST_F(steps, a_failure_reaches_the_run_as_it_was) {
    const auto who = worker();
    run_with_step("a", who);
    failure why{"http", "503"};
    why.value = to_bytes("thrown");
    const auto end = ended(claim_step(who), why);
    EXPECT_EQ(finish(end), attempt_verdict::accepted);
    const auto inbox = claim_one(who).inbox;
    ASSERT_THAT(words(inbox), ElementsAre("failed 1 http"));
    EXPECT_EQ(std::get<delivery::finished>(inbox[0].what).outcome, outcome{why});
    EXPECT_EQ(seen_operation("a", 1).failure, "http: 503");
    EXPECT_EQ(seen_operation("a", 1).counts.tries, 1U);
}

TEST_F(steps, a_claim_with_the_same_ticket_gives_the_same) {
    const auto who = worker();
    run_with_step("a", who);
    const auto first = wish(who);
    const auto one = call().claim_steps(first).value().steps;
    const auto again = call().claim_steps(first).value().steps;
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].attempt, one.at(0).attempt);
    EXPECT_EQ(seen_operation("a", 1).attempts, 1U);
}

TEST_F(steps, an_end_handed_in_again_changes_nothing) {
    const auto who = worker();
    run_with_step("a", who);
    const auto end = ended(claim_step(who));
    EXPECT_EQ(finish(end), attempt_verdict::accepted);
    EXPECT_EQ(finish(end), attempt_verdict::accepted);
    EXPECT_THAT(words(claim_one(who).inbox), ElementsAre("finished 1"));
}

TEST_F(steps, an_attempt_is_loaded_by_the_worker_that_makes_it) {
    const auto who = worker();
    run_with_step("a", who);
    const auto step = claim_step(who);
    const auto loaded = call().load_step(step.attempt, who).value();
    EXPECT_EQ(loaded.attempt, step.attempt);
    EXPECT_EQ(loaded.run.id, "a");
    EXPECT_EQ(loaded.step.name, step.step.name);
    EXPECT_EQ(loaded.step.body.arguments, step.step.body.arguments);
    EXPECT_EQ(call().load_step(step.attempt, worker()).error(), errc::fenced);
    auto other = step.attempt;
    ++other.attempt;
    EXPECT_EQ(call().load_step(other, who).error(), errc::fenced);
    EXPECT_EQ(finish(failed(step, now() + seconds{2})), attempt_verdict::accepted);
    EXPECT_EQ(call().load_step(step.attempt, who).error(), errc::fenced);
}

TEST_F(steps, a_failed_attempt_is_followed_by_another_at_its_time) {
    const auto who = worker();
    run_with_step("a", who);
    const auto first = claim_step(who);
    const auto end = failed(first, now() + seconds{2});
    EXPECT_EQ(finish(end), attempt_verdict::accepted);
    EXPECT_EQ(finish(end), attempt_verdict::accepted) << "handed in again";
    EXPECT_THAT(claim(who), IsEmpty());
    EXPECT_EQ(seen_operation("a", 1).state, status::waiting);
    EXPECT_EQ(seen_operation("a", 1).retry_at, now() + seconds{2});
    EXPECT_EQ(seen_operation("a", 1).failure, "http: 503");
    const auto asked_at = now();
    EXPECT_EQ(call().next_wake(who, asked_at).value(), asked_at + seconds{2});
    EXPECT_THAT(claim_steps(who), IsEmpty());
    pass(seconds{2});
    EXPECT_EQ(call().next_wake(who, asked_at).value(), now())
        << "it became due since the last claim";
    const auto second = claim_step(who);
    EXPECT_EQ(second.attempt.attempt, 2U);
    EXPECT_EQ(second.counts.tries, 1U);
    EXPECT_EQ(finish(ended(second)), attempt_verdict::accepted);
    EXPECT_EQ(finish(ended(first)), attempt_verdict::stale);
    EXPECT_EQ(seen_operation("a", 1).attempts, 2U);
    const auto told = call().history("a").value();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].what, history_entry::kind::retried);
    EXPECT_EQ(told[0].number, operation_number{1});
    EXPECT_EQ(told[0].text, "http: 503");
}

TEST_F(steps, a_token_that_is_not_current_changes_nothing) {
    const auto who = worker();
    run_with_step("a", who);
    auto end = ended(claim_step(who));
    end.attempt.attempt = 2;
    EXPECT_EQ(finish(end), attempt_verdict::stale);
    end.attempt = {run_number{999}, operation_number{1}, 1};
    EXPECT_EQ(finish(end), attempt_verdict::stale);
    EXPECT_THAT(claim(who), IsEmpty());
}

// One commit per dependent step: the attempt begins with the commit that asks for it, and its outcome
// is part of the commit that has the consequences in it.
TEST_F(steps, a_worker_may_perform_the_steps_of_its_own_run_without_further_ado) {
    start("a");
    const auto who = worker();
    auto run = claim_one(who);
    auto slice = next(run, who);
    slice.commands = {step(1), step(2)};
    slice.begun = {operation_number{1}};
    ASSERT_TRUE(commit(run, slice));
    EXPECT_EQ(seen_operation("a", 1).state, status::running);
    EXPECT_EQ(seen_operation("a", 1).pid, 100);
    EXPECT_EQ(claim_step(worker(101)).step.number, operation_number{2});

    slice = next(run, who);
    attempt_end end;
    end.attempt = {run.info.number, operation_number{1}, 1};
    end.outcome = to_bytes("v");
    slice.performed = {end};
    slice.commands = {step(3)};
    slice.begun = {operation_number{3}};
    ASSERT_TRUE(commit(run, slice));
    EXPECT_THAT(claim(who), IsEmpty()) << "the state has the outcome: nothing is delivered";
    EXPECT_EQ(seen_operation("a", 1).state, status::succeeded);
    EXPECT_EQ(finish(end), attempt_verdict::accepted) << "it is a repetition";
    EXPECT_THAT(claim(who), IsEmpty());
}

TEST_F(steps, a_commit_with_an_outcome_that_is_not_current_is_fenced) {
    const auto who = worker();
    auto run = run_with_step("a", who);
    const auto got = claim_step(who);
    EXPECT_EQ(finish(failed(got, now())), attempt_verdict::accepted);
    auto slice = next(run, who);
    slice.performed = {ended(got)};
    EXPECT_FALSE(commit(run, slice));
    EXPECT_EQ(seen("a").commits, 1U);
}

TEST_F(steps, a_commit_with_the_outcome_of_a_step_that_was_left_is_fenced) {
    const auto who = worker();
    auto run = run_with_step("a", who);
    const auto got = claim_step(who);
    abandon(run, who, 1);
    auto slice = next(run, who);
    slice.performed = {ended(got)};
    EXPECT_FALSE(commit(run, slice));
}

TEST_F(steps, a_step_that_is_left_before_anybody_performs_it_never_is) {
    const auto who = worker();
    auto run = run_with_step("a", who);
    abandon(run, who, 1);
    EXPECT_THAT(claim_steps(who), IsEmpty());
    EXPECT_EQ(seen_operation("a", 1).state, status::abandoned);
    abandon(run, who, 1);
    EXPECT_THAT(claim(who), IsEmpty());
}

TEST_F(steps, an_attempt_that_is_left_is_asked_to_stop_and_tells_only_the_history) {
    const auto who = worker();
    auto run = run_with_step("a", who);
    const auto got = claim_step(who);
    EXPECT_THAT(call().renew_worker(who, seconds{10}, {got.attempt}).value().unwanted, IsEmpty());
    abandon(run, who, 1);
    EXPECT_THAT(call().renew_worker(who, seconds{10}, {got.attempt}).value().unwanted,
                ElementsAre(got.attempt));
    EXPECT_EQ(finish(failed(got, now())), attempt_verdict::left);
    EXPECT_EQ(finish(failed(got, now())), attempt_verdict::left);
    EXPECT_THAT(claim_steps(who), IsEmpty());
    EXPECT_THAT(claim(who), IsEmpty());
    EXPECT_EQ(seen_operation("a", 1).state, status::abandoned);
    EXPECT_EQ(call().history("a").value().at(0).what, history_entry::kind::late_outcome);
}

TEST_F(steps, one_that_may_go_on_is_not_asked_to_stop) {
    const auto who = worker();
    auto run = run_with_step("a", who, leaving(on_cancel::abandon));
    const auto got = claim_step(who);
    abandon(run, who, 1);
    EXPECT_THAT(call().renew_worker(who, seconds{10}, {got.attempt}).value().unwanted, IsEmpty());
    EXPECT_EQ(finish(ended(got)), attempt_verdict::left);
    EXPECT_THAT(claim(who), IsEmpty());
}

TEST_F(steps, one_that_is_waited_for_is_asked_to_stop_and_tells_the_run) {
    const auto who = worker();
    auto run = run_with_step("a", who, leaving(on_cancel::wait));
    const auto got = claim_step(who);
    abandon(run, who, 1);
    EXPECT_THAT(call().renew_worker(who, seconds{10}, {got.attempt}).value().unwanted,
                ElementsAre(got.attempt));
    EXPECT_EQ(finish(failed(got, now())), attempt_verdict::accepted);
    EXPECT_THAT(claim_steps(who), IsEmpty()) << "it is tried no more";
    EXPECT_THAT(words(claim_one(who).inbox), ElementsAre("failed 1 http"));
}

TEST_F(steps, waiting_for_one_that_nobody_performs_is_over_at_once) {
    const auto who = worker();
    auto run = run_with_step("a", who, leaving(on_cancel::wait));
    abandon(run, who, 1);
    EXPECT_THAT(words(claim_one(who).inbox), ElementsAre("failed 1 cancelled"));
}

TEST_F(steps, attempts_of_the_dead_are_found_until_somebody_decides) {
    const auto who = worker(100, seconds{100});
    run_with_step("a", who);
    const auto dying = worker(101, seconds{5});
    const auto got = claim_step(dying);
    pass(seconds{5});
    for (int i = 0; i < 2; ++i) {
        const auto left = call().recover().value().attempts;
        ASSERT_EQ(left.size(), 1U);
        EXPECT_EQ(left[0].step.attempt, got.attempt);
        EXPECT_EQ(left[0].step.step, got.step);
        EXPECT_EQ(left[0].pid, 101);
    }
    EXPECT_THAT(call().recover(0).value().attempts, IsEmpty());
    EXPECT_THAT(claim_steps(who), IsEmpty());
    EXPECT_EQ(call().workload(who).value().running_steps, 1U);
    auto end = ended(got, failure{"interrupted", "gone"});
    end.counts = {0, 1, 0};
    end.retry_at = now();
    EXPECT_EQ(finish(end), attempt_verdict::accepted);
    EXPECT_THAT(call().recover().value().attempts, IsEmpty());
    const auto second = claim_step(who);
    EXPECT_EQ(second.attempt.attempt, 2U);
    EXPECT_EQ(second.counts, (attempt_counts{0, 1, 0}));
    EXPECT_EQ(finish(ended(got)), attempt_verdict::stale) << "the dead was only slow";
    EXPECT_EQ(call().history("a").value().at(0).what, history_entry::kind::interrupted);
    EXPECT_EQ(call().history("a").value().at(0).pid, 101);
}

TEST_F(steps, a_dead_worker_that_was_only_slow_may_still_finish_what_nobody_decided_about) {
    const auto who = worker(100, seconds{100});
    run_with_step("a", who);
    const auto got = claim_step(worker(101, seconds{5}));
    pass(seconds{5});
    ASSERT_EQ(call().recover().value().attempts.size(), 1U);
    EXPECT_EQ(finish(ended(got)), attempt_verdict::accepted);
    EXPECT_THAT(call().recover().value().attempts, IsEmpty());
    EXPECT_THAT(words(claim_one(who).inbox), ElementsAre("finished 1"));
}

TEST_F(steps, ten_thousand_of_one_run) {
    constexpr std::uint64_t many = 10'000;
    start("a");
    const auto who = worker();
    auto run = claim_one(who);
    auto slice = next(run, who);
    for (std::uint64_t i = 1; i <= many; ++i) slice.commands.push_back(step(i));
    ASSERT_TRUE(commit(run, slice));
    EXPECT_EQ(call().workload(who).value().open_steps, many);
    std::set<operation_number> performed;
    while (true) {
        const auto some = claim_steps(who, 700);
        if (some.empty()) break;
        std::vector<attempt_end> ends;
        for (const auto& s : some) {
            EXPECT_TRUE(performed.insert(s.step.number).second);
            ends.push_back(ended(s));
        }
        for (const auto v : value_of(call().finish_steps(std::move(ends))))
            EXPECT_EQ(v, attempt_verdict::accepted);
    }
    EXPECT_EQ(performed.size(), many);
    const auto again = claim_one(who);
    EXPECT_EQ(again.inbox.size(), many);
    EXPECT_TRUE(std::ranges::is_sorted(again.inbox, before));
    ASSERT_TRUE(commit(run, next(again, who)));
    EXPECT_THAT(claim(who), IsEmpty());
}

TEST_F(steps, what_there_is_to_do_can_be_counted) {
    const auto who = worker();
    const auto other = worker(101, seconds{5});
    EXPECT_TRUE(call().workload(who).value().idle());
    start("a");
    EXPECT_EQ(call().workload(who).value().ready, 1U);
    auto run = claim_one(other);
    EXPECT_EQ(call().workload(who).value().ready, 0U);
    EXPECT_EQ(call().workload(who).value().held_elsewhere, 1U);
    EXPECT_EQ(call().workload(other).value().held_elsewhere, 0U);
    auto slice = next(run, other);
    slice.commands = {step(1)};
    slice.release = true;
    slice.wake_at = now() + seconds{60};
    ASSERT_TRUE(commit(run, slice));
    EXPECT_EQ(call().workload(who).value().held_elsewhere, 0U);
    EXPECT_EQ(call().workload(who).value().open_steps, 1U);
    const auto got = claim_step(other);
    EXPECT_EQ(call().workload(who).value().open_steps, 0U);
    EXPECT_EQ(call().workload(who).value().running_steps, 1U);
    EXPECT_EQ(finish(failed(got, now() + seconds{30})), attempt_verdict::accepted);
    EXPECT_FALSE(call().workload(who).value().idle()) << "a next try is pending";
    pass(seconds{30});
    EXPECT_EQ(finish(ended(claim_step(other))), attempt_verdict::accepted);
    run = claim_one(who);
    slice = next(run, who);
    slice.wake_at = now() + seconds{60};
    ASSERT_TRUE(commit(run, slice));
    EXPECT_TRUE(call().workload(who).value().idle()) << "a run that waits for a timer is no work";
    pass(seconds{60});
    EXPECT_EQ(call().workload(who).value().ready, 1U);
}

TEST_F(steps, runs_of_the_dead_are_work) {
    start("a");
    claim_one(worker(101));
    const auto who = worker();
    kill_process(101);
    EXPECT_FALSE(call().workload(who).value().idle());
    EXPECT_EQ(call().workload(who).value().held_elsewhere, 0U);
}

}  // namespace bounce::durable
