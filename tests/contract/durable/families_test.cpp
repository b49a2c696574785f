#include "suite.hpp"

#include <algorithm>

namespace bounce::durable {

using testing::ElementsAre;
using testing::IsEmpty;
using status = operation_record::status;

/// Runs that have to do with each other.
class families : public store_suite {
protected:
    static command child(std::uint64_t number, close_policy policy = close_policy::cancel) {
        command::child made;
        made.number = operation_number{number};
        made.name = "a child";
        made.function = "helper";
        made.input = to_bytes("for the child");
        made.when_left = policy;
        return {std::move(made)};
    }
    static command sending(std::uint64_t number, std::string target) {
        command::signal made;
        made.number = operation_number{number};
        made.target = std::move(target);
        made.name = "hello";
        made.payload = to_bytes("p");
        return {std::move(made)};
    }
    claimed_run parent_with(worker_number who, std::vector<command> commands) {
        start("a");
        auto run = claim_one(who);
        auto slice = next(run, who);
        slice.commands = std::move(commands);
        EXPECT_TRUE(commit(run, slice));
        return run;
    }
    void end(claimed_run& run, worker_number who, outcome how) {
        auto slice = next(run, who);
        slice.status = how.succeeded() ? run_status::completed : run_status::failed;
        slice.result = std::move(how);
        ASSERT_TRUE(commit(run, slice));
    }
};

TEST_F(families, a_child_is_a_run_of_the_same_code) {
    const auto who = worker();
    const auto parent = parent_with(who, {child(4)});
    const auto born = claim_one(who);
    EXPECT_EQ(born.info.id, "a/4");
    EXPECT_EQ(born.info.uuid, parent.info.uuid.child(operation_number{4}));
    EXPECT_EQ(born.info.kind, parent.info.kind);
    EXPECT_EQ(born.info.code, parent.info.code);
    EXPECT_EQ(born.info.function, "helper");
    ASSERT_THAT(words(born.inbox), ElementsAre("started"));
    EXPECT_EQ(std::get<delivery::started>(born.inbox[0].what).input, to_bytes("for the child"));
    EXPECT_EQ(seen("a/4").parent, "a");
    EXPECT_EQ(seen("a").parent, "");
    EXPECT_EQ(seen_operation("a", 4).what, operation_record::kind::child);
    EXPECT_EQ(seen_operation("a", 4).state, status::running);
    EXPECT_EQ(seen_operation("a", 4).key, "a/4");
    EXPECT_THAT(claim_steps(who), IsEmpty());
}

TEST_F(families, how_a_child_ends_is_told_its_parent) {
    const auto who = worker();
    auto parent = parent_with(who, {child(1), child(2)});
    auto born = claim(who);
    ASSERT_EQ(born.size(), 2U);
    end(born[0], who, to_bytes("7"));
    parent = claim_one(who);
    ASSERT_THAT(words(parent.inbox), ElementsAre("finished 1"));
    EXPECT_EQ(std::get<delivery::finished>(parent.inbox[0].what).outcome, outcome{to_bytes("7")});
    end(born[1], who, failure{"ErrorRuntime", "no"});
    EXPECT_THAT(words(claim_one(who).inbox), ElementsAre("finished 1", "failed 2 ErrorRuntime"));
    EXPECT_EQ(seen_operation("a", 1).state, status::succeeded);
    EXPECT_EQ(seen_operation("a", 2).state, status::failed);
    EXPECT_EQ(seen_operation("a", 2).failure, "ErrorRuntime: no");
}

TEST_F(families, a_killed_child_has_failed) {
    const auto who = worker();
    parent_with(who, {child(1)});
    ASSERT_TRUE(call().control({{"a/1", control_request::action::kill, {}}}).value()[0]);
    EXPECT_THAT(words(claim_one(who).inbox), ElementsAre("failed 1 killed"));
}

TEST_F(families, an_id_that_is_taken_is_the_failure_of_the_operation) {
    start("other");
    const auto who = worker();
    claim_one(who);
    auto wanted = child(1);
    std::get<command::child>(wanted.what).id = "other";
    parent_with(who, {wanted});
    EXPECT_THAT(words(claim_one(who).inbox), ElementsAre("failed 1 already_exists"));
    EXPECT_EQ(seen_operation("a", 1).state, status::failed);
}

TEST_F(families, a_child_may_have_an_id_and_a_time_of_its_own) {
    auto wanted = child(1);
    std::get<command::child>(wanted.what).id = "named";
    std::get<command::child>(wanted.what).start_at = now() + seconds{5};
    const auto who = worker();
    parent_with(who, {wanted});
    EXPECT_EQ(seen("named").status, run_status::scheduled);
    EXPECT_THAT(claim(who), IsEmpty());
    pass(seconds{5});
    EXPECT_EQ(claim_one(who).info.id, "named");
}

TEST_F(families, a_repeated_commit_starts_no_second_child) {
    start("a");
    const auto who = worker();
    auto run = claim_one(who);
    auto slice = next(run, who);
    slice.commands = {child(1)};
    ASSERT_TRUE(commit(run, slice));
    ASSERT_TRUE(commit(run, slice));
    EXPECT_EQ(call().list_runs().value().size(), 2U);
    EXPECT_THAT(words(claim_one(who).inbox), ElementsAre("started"));
}

TEST_F(families, a_parent_that_ends_leaves_its_children_as_it_said) {
    const auto who = worker();
    auto parent =
        parent_with(who, {child(1, close_policy::cancel), child(2, close_policy::terminate),
                          child(3, close_policy::abandon)});
    auto born = claim(who);
    ASSERT_EQ(born.size(), 3U);
    for (auto& b : born) ASSERT_TRUE(commit(b, next(b, who)));
    end(parent, who, to_bytes(""));
    const auto woken = claim_one(who);
    EXPECT_EQ(woken.info.id, "a/1");
    EXPECT_THAT(words(woken.inbox), ElementsAre("cancel"));
    EXPECT_EQ(seen("a/2").status, run_status::killed);
    EXPECT_FALSE(commit(born[1], next(born[1], who)));
    EXPECT_EQ(seen("a/3").status, run_status::waiting);
    // The parent is gone: nobody is told.
    end(born[2], who, to_bytes("x"));
    EXPECT_EQ(seen("a").inbox, 0U);
    for (std::uint64_t i = 1; i <= 3; ++i)
        EXPECT_EQ(seen_operation("a", i).state, status::abandoned);
}

TEST_F(families, a_child_that_is_abandoned_tells_nobody) {
    const auto who = worker();
    auto parent = parent_with(who, {child(1)});
    auto born = claim_one(who);
    ASSERT_TRUE(commit(born, next(born, who)));
    auto slice = next(parent, who);
    slice.commands = {{command::abandon{operation_number{1}}}};
    ASSERT_TRUE(commit(parent, slice));
    born = claim_one(who);
    EXPECT_THAT(words(born.inbox), ElementsAre("cancel"));
    end(born, who, failure{"cancelled", "ok"});
    EXPECT_THAT(claim(who), IsEmpty());
}

TEST_F(families, killing_goes_down_the_generations) {
    const auto who = worker();
    parent_with(who, {child(1, close_policy::terminate)});
    auto born = claim_one(who);
    auto slice = next(born, who);
    slice.commands = {child(1, close_policy::terminate)};
    ASSERT_TRUE(commit(born, slice));
    EXPECT_EQ(seen("a/1/1").status, run_status::running);
    ASSERT_TRUE(call().control({{"a", control_request::action::kill, {}}}).value()[0]);
    EXPECT_EQ(seen("a/1").status, run_status::killed);
    EXPECT_EQ(seen("a/1/1").status, run_status::killed);
    EXPECT_THAT(claim(who), IsEmpty());
}

TEST_F(families, a_signal_to_another_run_arrives_with_the_commit) {
    start("b");
    const auto who = worker();
    auto b = claim_one(who);
    ASSERT_TRUE(commit(b, next(b, who)));
    parent_with(who, {sending(1, "b"), sending(2, "nobody")});
    auto both = claim(who);
    ASSERT_EQ(both.size(), 2U);
    std::ranges::sort(both, {}, [](const claimed_run& r) { return r.info.id; });
    EXPECT_THAT(words(both[0].inbox), ElementsAre("finished 1", "failed 2 run_not_found"));
    ASSERT_THAT(words(both[1].inbox), ElementsAre("signal hello"));
    EXPECT_EQ(std::get<delivery::signal>(both[1].inbox[0].what).payload, to_bytes("p"));
    EXPECT_EQ(seen_operation("a", 1).what, operation_record::kind::signal);
    EXPECT_EQ(seen_operation("a", 1).key, "b");
}

TEST_F(families, a_signal_to_a_run_that_has_ended_fails) {
    start("b");
    const auto who = worker();
    auto b = claim_one(who);
    end(b, who, to_bytes(""));
    parent_with(who, {sending(1, "b")});
    EXPECT_THAT(words(claim_one(who).inbox), ElementsAre("failed 1 run_finished"));
}

TEST_F(families, a_run_may_signal_itself) {
    const auto who = worker();
    parent_with(who, {sending(1, "a")});
    EXPECT_THAT(words(claim_one(who).inbox), ElementsAre("signal hello", "finished 1"));
}

}  // namespace bounce::durable
