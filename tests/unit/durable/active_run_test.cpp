#include "durable/engine/active_run.hpp"

#include "durable/engine/retry.hpp"

#include "bounce/durable/errc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace bounce::durable {

using testing::ElementsAre;
using testing::IsEmpty;

namespace {

constexpr nanoseconds t0 = seconds{1'000'000};

/// A program whose slices the test writes, and which remembers what it was given.
class scripted final : public program {
public:
    result<std::unique_ptr<instance>> begin(const run_info&) const override {
        log.emplace_back("begin");
        return std::make_unique<scripted_instance>(*this);
    }
    result<std::unique_ptr<instance>> open(const run_info&, bytes_view state) const override {
        log.push_back("open " + std::string{as_text(state)});
        if (as_text(state) == "bad") return error{errc::bad_state};
        return std::make_unique<scripted_instance>(*this);
    }

    mutable std::vector<std::string> log;
    mutable std::vector<delivery> given;
    /// What the next slices are.
    mutable std::vector<slice> slices;
    mutable bool fails = false;

private:
    struct scripted_instance final : instance {
        explicit scripted_instance(const scripted& s) : owner{&s} {}
        result<slice> resume(std::span<const delivery> deliveries, nanoseconds now,
                             const budget& limit) override {
            owner->log.push_back("resume " + std::to_string((now - t0).count()) + " " +
                                 std::to_string(limit.fuel));
            owner->given.assign(deliveries.begin(), deliveries.end());
            if (owner->fails) return error{errc::bad_state};
            slice next;
            if (!owner->slices.empty()) {
                next = std::move(owner->slices.front());
                owner->slices.erase(owner->slices.begin());
            }
            return next;
        }
        result<void> save(bytes& out) const override {
            out = to_bytes("saved");
            return {};
        }
        const scripted* owner;
    };
};

delivery arriving(std::uint64_t sequence, nanoseconds at, delivery::event what) {
    delivery made;
    made.sequence = sequence;
    made.at = at;
    made.what = std::move(what);
    return made;
}

command asking(std::uint64_t number) {
    command::step s;
    s.number = operation_number{number};
    s.name = "step " + std::to_string(number);
    return {std::move(s)};
}

command leaving(std::uint64_t number) { return {command::abandon{operation_number{number}}}; }

class active : public testing::Test {
protected:
    active() {
        claim.info.number = run_number{5};
        claim.info.id = "a";
        claim.info.uuid = run_uuid::from_random(1, 2);
        claim.info.function = "main";
        claim.epoch = 3;
        claim.inbox = {arriving(1, t0, delivery::started{to_bytes("in")})};
        options.worker = worker_number{9};
    }

    active_run open() { return active_run::open(code, claim, options).value(); }
    /// The next slice of the program.
    void then(slice s) { code.slices.push_back(std::move(s)); }
    static void confirm(active_run& run, const slice_commit& c) {
        run.committed({c.run, c.number, false});
    }
    /// Resumes and commits, and gives the commit.
    slice_commit turn(active_run& run, nanoseconds now, std::size_t begin = 0) {
        run.resume(now, budget{}).value();
        auto made = run.take_commit(begin, false).value();
        confirm(run, made);
        return made;
    }
    std::vector<std::uint64_t> given_sequences() const {
        std::vector<std::uint64_t> all;
        for (const auto& d : code.given) all.push_back(d.sequence);
        return all;
    }
    attempt_end end_of(std::uint64_t number, outcome how = to_bytes("v")) const {
        attempt_end made;
        made.attempt = {claim.info.number, operation_number{number}, 1};
        made.outcome = std::move(how);
        return made;
    }
    static std::vector<std::pair<history_entry::kind, std::string>> told(const slice_commit& c) {
        std::vector<std::pair<history_entry::kind, std::string>> all;
        for (const auto& h : c.history) all.emplace_back(h.what, h.text);
        return all;
    }

    scripted code;
    claimed_run claim;
    active_run::options options;
};

}  // namespace

TEST_F(active, a_new_run_begins_and_its_first_commit_says_everything) {
    auto run = open();
    EXPECT_TRUE(run.due(t0));
    EXPECT_FALSE(run.has_commit());
    slice s;
    s.commands = {asking(1), asking(2)};
    output_line line;
    line.text = "hello";
    s.output = {line};
    s.attributes = {{"k", "v"}};
    s.wake_at = t0 + seconds{5};
    s.waiting_for = "a step";
    then(s);
    ASSERT_TRUE(run.resume(t0 + seconds{1}, budget{77}).has_value());
    EXPECT_THAT(code.log, ElementsAre("begin", "resume 1000000000 77"));
    EXPECT_EQ(code.given, claim.inbox);
    EXPECT_EQ(run.waiting_commands(), 2U);

    const auto c = run.take_commit(1, false).value();
    EXPECT_EQ(c.run, run_number{5});
    EXPECT_EQ(c.worker, worker_number{9});
    EXPECT_EQ(c.epoch, 3U);
    EXPECT_EQ(c.number, 1U);
    EXPECT_EQ(c.state, to_bytes("saved"));
    EXPECT_THAT(c.consumed, ElementsAre(1U));
    EXPECT_EQ(c.commands, s.commands);
    EXPECT_THAT(c.begun, ElementsAre(operation_number{1}));
    ASSERT_EQ(c.output.size(), 1U);
    EXPECT_EQ(c.output[0].at, t0 + seconds{1});
    EXPECT_EQ(c.attributes, s.attributes);
    EXPECT_EQ(c.status, run_status::waiting);
    EXPECT_EQ(c.wake_at, t0 + seconds{5});
    EXPECT_EQ(c.waiting_for, "a step");
    EXPECT_FALSE(c.result.has_value());
    EXPECT_FALSE(c.runnable);
    EXPECT_FALSE(c.release);
    EXPECT_EQ(c.claims, 0U);
    EXPECT_THAT(told(c), ElementsAre(std::pair{history_entry::kind::started, "main"}));

    const auto steps = run.begun_steps(c, t0);
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps[0].attempt, (attempt_id{run_number{5}, operation_number{1}, 1}));
    EXPECT_EQ(steps[0].run, claim.info);
    EXPECT_EQ(steps[0].step.name, "step 1");
}

TEST_F(active, a_run_goes_on_from_its_state) {
    claim.state = to_bytes("before");
    claim.commits = 7;
    claim.inbox.clear();
    auto run = open();
    EXPECT_TRUE(run.due(t0)) << "it was claimed because something is due";
    EXPECT_EQ(turn(run, t0).number, 8U);
    EXPECT_EQ(code.log[0], "open before");
    EXPECT_FALSE(run.due(t0));
    EXPECT_EQ(turn(run, t0).number, 9U);
}

TEST_F(active, a_state_that_cannot_be_read_is_an_error_that_names_the_run) {
    claim.state = to_bytes("bad");
    const auto opened = active_run::open(code, claim, options);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().message(), "open run a: the state of the run cannot be read");
}

TEST_F(active, a_program_that_breaks_is_an_error_that_names_the_run) {
    auto run = open();
    code.fails = true;
    const auto resumed = run.resume(t0, budget{});
    ASSERT_FALSE(resumed.has_value());
    EXPECT_EQ(resumed.error().context(), "resume run a");
}

TEST_F(active, deliveries_take_hold_by_time_and_then_by_sequence) {
    claim.inbox = {arriving(4, t0 + seconds{2}, delivery::signal{"late", {}}),
                   arriving(3, t0 + seconds{1}, delivery::signal{"same", {}}),
                   arriving(2, t0 + seconds{1}, delivery::signal{"first", {}}),
                   arriving(5, t0 + seconds{1}, delivery::signal{"jumped back", {}})};
    auto run = open();
    const auto c = turn(run, t0 + seconds{3});
    EXPECT_THAT(given_sequences(), ElementsAre(2, 3, 5, 4));
    EXPECT_THAT(c.consumed, testing::UnorderedElementsAre(2, 3, 4, 5));
    EXPECT_EQ(c.history.size(), 4U);
    EXPECT_EQ(c.history[0].what, history_entry::kind::signal_received);
    EXPECT_EQ(c.history[0].text, "first");
}

TEST_F(active, an_outcome_that_is_fed_stands_in_the_same_order) {
    auto run = open();
    slice s;
    s.commands = {asking(1)};
    then(s);
    turn(run, t0, 1);
    claimed_run again = claim;
    again.held = true;
    again.commits = 1;
    again.inbox = {arriving(7, t0 + seconds{1}, delivery::signal{"before", {}}),
                   arriving(8, t0 + seconds{3}, delivery::signal{"after", {}})};
    run.refresh(again);
    EXPECT_TRUE(run.feed(end_of(1), t0 + seconds{2}));
    EXPECT_TRUE(run.due(t0));
    const auto c = turn(run, t0 + seconds{4});
    EXPECT_THAT(given_sequences(), ElementsAre(7, 0, 8));
    EXPECT_EQ(std::get<delivery::finished>(code.given[1].what),
              (delivery::finished{operation_number{1}, to_bytes("v")}));
    EXPECT_THAT(c.consumed, ElementsAre(7, 8));
    EXPECT_THAT(c.performed, ElementsAre(end_of(1)));
}

// A commit that is fenced takes the state with it, not what was done in the world.
TEST_F(active, outcomes_outlive_a_commit_that_never_happened) {
    auto run = open();
    slice s;
    s.commands = {asking(1), asking(2)};
    then(s);
    turn(run, t0, 2);
    EXPECT_TRUE(run.feed(end_of(1), t0));
    EXPECT_THAT(run.unconfirmed_ends(), ElementsAre(end_of(1)));
    run.resume(t0, budget{}).value();
    const auto c = run.take_commit(0, false).value();
    EXPECT_TRUE(run.feed(end_of(2), t0));
    EXPECT_THAT(run.unconfirmed_ends(), ElementsAre(end_of(1), end_of(2)));
    confirm(run, c);
    EXPECT_THAT(run.unconfirmed_ends(), ElementsAre(end_of(2)));
}

TEST_F(active, only_outcomes_of_steps_that_it_waits_for_are_fed) {
    auto run = open();
    slice s;
    s.commands = {asking(1), asking(2), asking(3), leaving(3)};
    then(s);
    const auto c = turn(run, t0, 10);
    EXPECT_THAT(c.begun, ElementsAre(operation_number{1}, operation_number{2}))
        << "what is left in the same commit is not begun";
    EXPECT_FALSE(run.feed(end_of(3), t0)) << "left at once";
    EXPECT_FALSE(run.feed(end_of(4), t0)) << "never asked for";
    EXPECT_TRUE(run.feed(end_of(1), t0));
    EXPECT_FALSE(run.feed(end_of(1), t0)) << "it has ended";
    slice left;
    left.commands = {leaving(2)};
    then(left);
    turn(run, t0);
    EXPECT_FALSE(run.feed(end_of(2), t0)) << "left since";
}

TEST_F(active, an_outcome_that_came_through_the_store_is_not_fed_again) {
    auto run = open();
    slice s;
    s.commands = {asking(1)};
    then(s);
    turn(run, t0, 1);
    claimed_run again = claim;
    again.commits = 1;
    again.inbox = {arriving(2, t0, delivery::finished{operation_number{1}, to_bytes("v")})};
    run.refresh(again);
    turn(run, t0);
    EXPECT_FALSE(run.feed(end_of(1), t0));
}

TEST_F(active, slices_gather_in_one_commit) {
    auto run = open();
    slice one;
    one.commands = {asking(1)};
    one.attributes = {{"a", "1"}, {"b", "1"}};
    one.waiting_for = "one";
    one.wake_at = t0 + seconds{1};
    one.runnable = true;
    slice two;
    two.commands = {asking(2)};
    two.attributes = {{"b", "2"}};
    two.waiting_for = "two";
    then(one);
    then(two);
    run.resume(t0, budget{}).value();
    EXPECT_TRUE(run.due(t0)) << "it is runnable";
    run.resume(t0, budget{}).value();
    EXPECT_FALSE(run.due(t0));
    const auto c = run.take_commit(0, false).value();
    EXPECT_THAT(c.commands, ElementsAre(asking(1), asking(2)));
    EXPECT_EQ(c.attributes, (std::map<std::string, std::string>{{"a", "1"}, {"b", "2"}}));
    EXPECT_EQ(c.waiting_for, "two");
    EXPECT_FALSE(c.wake_at.has_value());
    EXPECT_EQ(c.number, 1U);
}

TEST_F(active, a_slice_that_ran_out_of_fuel_leaves_the_run_ready) {
    auto run = open();
    slice s;
    s.runnable = true;
    then(s);
    const auto c = turn(run, t0);
    EXPECT_EQ(c.status, run_status::running);
    EXPECT_TRUE(c.runnable);
    EXPECT_FALSE(run.settled());
}

TEST_F(active, a_run_without_fuel_is_stuck) {
    auto run = open();
    slice s;
    s.runnable = true;
    s.stuck = true;
    then(s);
    const auto c = turn(run, t0);
    EXPECT_EQ(c.status, run_status::stuck);
    EXPECT_FALSE(c.runnable);
    EXPECT_FALSE(run.due(t0));
    EXPECT_EQ(c.history.back().what, history_entry::kind::stuck);
}

TEST_F(active, a_timer_makes_it_due) {
    auto run = open();
    slice s;
    s.wake_at = t0 + seconds{5};
    then(s);
    turn(run, t0);
    EXPECT_EQ(run.wake_at(), t0 + seconds{5});
    EXPECT_TRUE(run.settled());
    EXPECT_FALSE(run.due(t0 + seconds{5} - nanoseconds{1}));
    EXPECT_TRUE(run.due(t0 + seconds{5}));
}

TEST_F(active, it_may_go_on_while_a_commit_is_under_way) {
    auto run = open();
    slice s;
    s.runnable = true;
    then(s);
    then({});
    run.resume(t0, budget{}).value();
    const auto first = run.take_commit(0, false).value();
    EXPECT_FALSE(run.has_commit());
    run.resume(t0, budget{}).value();
    EXPECT_FALSE(run.has_commit()) << "one at a time";
    confirm(run, first);
    ASSERT_TRUE(run.has_commit());
    const auto second = run.take_commit(0, false).value();
    EXPECT_EQ(second.number, 2U);
    EXPECT_THAT(second.consumed, IsEmpty());
}

TEST_F(active, what_a_commit_under_way_consumes_is_not_delivered_again) {
    auto run = open();
    run.resume(t0, budget{}).value();
    const auto first = run.take_commit(0, false).value();
    claimed_run again = claim;  // the store shows the inbox as it was before the commit
    again.held = true;
    again.inbox.push_back(arriving(2, t0, delivery::signal{"new", {}}));
    run.refresh(again);
    run.resume(t0, budget{}).value();
    EXPECT_THAT(given_sequences(), ElementsAre(2));
    confirm(run, first);
    run.refresh(again);  // an answer that is older than the commit: the store will show it again
    EXPECT_FALSE(run.due(t0));
    const auto second = run.take_commit(0, false).value();
    EXPECT_THAT(second.consumed, ElementsAre(2));
    again.commits = 1;
    again.inbox = {arriving(2, t0, delivery::signal{"new", {}}),
                   arriving(3, t0, delivery::signal{"newer", {}})};
    run.refresh(again);
    run.resume(t0, budget{}).value();
    EXPECT_THAT(given_sequences(), ElementsAre(3));
}

TEST_F(active, a_view_of_another_epoch_is_none_of_its_business) {
    auto run = open();
    turn(run, t0);
    claimed_run again = claim;
    again.epoch = 4;
    again.commits = 1;
    run.refresh(again);
    EXPECT_FALSE(run.due(t0));
}

TEST_F(active, the_end_is_in_the_last_commit) {
    auto run = open();
    slice s;
    s.finished = to_bytes("42");
    s.undelivered_signals = {"x"};
    s.waiting_for = "nothing";
    s.wake_at = t0;
    then(s);
    run.resume(t0, budget{}).value();
    EXPECT_TRUE(run.finished());
    EXPECT_FALSE(run.due(t0));
    EXPECT_FALSE(run.feed(end_of(1), t0));
    const auto c = run.take_commit(5, false).value();
    EXPECT_EQ(c.status, run_status::completed);
    EXPECT_EQ(c.result, outcome{to_bytes("42")});
    EXPECT_THAT(c.undelivered_signals, ElementsAre("x"));
    EXPECT_FALSE(c.state.has_value()) << "the state before its last slice stays";
    EXPECT_FALSE(c.wake_at.has_value());
    EXPECT_EQ(c.waiting_for, "");
    EXPECT_TRUE(c.release);
    EXPECT_EQ(c.history.back().text, "completed");
}

TEST_F(active, a_failure_fails_it) {
    auto run = open();
    slice s;
    s.finished = failure{"cancelled", "somebody threw this"};
    then(s);
    EXPECT_EQ(turn(run, t0).status, run_status::failed) << "nobody cancelled it";
}

TEST_F(active, a_run_that_was_told_to_stop_ends_as_it_likes) {
    for (const auto& [how, status] :
         {std::pair{outcome{to_bytes("done anyway")}, run_status::completed},
          std::pair{outcome{failure{"cancelled", ""}}, run_status::cancelled},
          std::pair{outcome{failure{"ErrorRuntime", ""}}, run_status::failed}}) {
        claim.inbox = {arriving(1, t0, delivery::cancel{"enough"})};
        auto run = open();
        slice s;
        s.finished = how;
        then(s);
        const auto c = turn(run, t0 + seconds{2});
        EXPECT_EQ(c.status, status);
        EXPECT_EQ(c.told_to_stop_at, t0 + seconds{2});
        EXPECT_EQ(told(c)[0],
                  (std::pair{history_entry::kind::cancel_requested, std::string{"enough"}}));
    }
}

TEST_F(active, a_clean_up_that_takes_too_long_is_killed) {
    options.cleanup_timeout = seconds{60};
    claim.inbox = {arriving(1, t0, delivery::cancel{"enough"})};
    auto run = open();
    slice s;
    s.wake_at = t0 + seconds{100};
    then(s);
    // The time counts from when it was told, not from when somebody asked.
    const auto first = turn(run, t0 + seconds{10});
    EXPECT_EQ(first.wake_at, t0 + seconds{70});
    EXPECT_FALSE(run.due(t0 + seconds{69}));
    EXPECT_TRUE(run.due(t0 + seconds{70}));
    const auto last = turn(run, t0 + seconds{70});
    EXPECT_EQ(last.status, run_status::killed);
    EXPECT_EQ(last.result->why().kind, "killed");
    EXPECT_EQ(code.log.size(), 2U) << "the program was not asked again";
}

TEST_F(active, the_clean_up_has_its_deadline_also_after_a_new_claim) {
    options.cleanup_timeout = seconds{60};
    claim.state = to_bytes("s");
    claim.inbox.clear();
    claim.told_to_stop_at = t0;
    auto run = open();
    EXPECT_EQ(turn(run, t0 + seconds{1}).wake_at, t0 + seconds{60});
    EXPECT_EQ(turn(run, t0 + seconds{60}).status, run_status::killed);
}

TEST_F(active, releasing_is_part_of_the_commit) {
    auto run = open();
    run.resume(t0, budget{}).value();
    EXPECT_FALSE(run.settled());
    EXPECT_TRUE(run.take_commit(0, true).value().release);
}

TEST(poison, a_run_claimed_three_times_in_vain_executes_alone) {
    claimed_run run;
    for (std::uint32_t claims = 1; claims <= 3; ++claims) {
        run.claims = claims;
        EXPECT_FALSE(must_be_alone(run));
    }
    run.claims = 4;
    EXPECT_TRUE(must_be_alone(run));
    run.claims = 1;
    run.crashes = 1;
    EXPECT_TRUE(must_be_alone(run));
}

TEST(poison, three_crashes_alone_make_it_dead) {
    claimed_run run;
    run.info.number = run_number{5};
    run.epoch = 2;
    run.commits = 10;
    run.claims = 4;
    for (std::uint32_t crashes = 1; crashes <= 2; ++crashes) {
        const auto c = crashed_run(run, worker_number{9}, t0);
        EXPECT_EQ(c.number, run.commits + 1);
        EXPECT_EQ(c.epoch, 2U);
        EXPECT_EQ(c.worker, worker_number{9});
        EXPECT_EQ(c.crashes, crashes);
        EXPECT_EQ(c.claims, 4U);
        EXPECT_FALSE(c.state.has_value());
        EXPECT_THAT(c.consumed, IsEmpty());
        EXPECT_FALSE(c.result.has_value());
        EXPECT_TRUE(c.runnable);
        EXPECT_TRUE(c.release);
        ++run.commits;
        run.crashes = c.crashes;
    }
    const auto last = crashed_run(run, worker_number{9}, t0);
    EXPECT_EQ(last.status, run_status::dead);
    EXPECT_EQ(last.result->why().kind, "dead");
    EXPECT_FALSE(last.runnable);
}

}  // namespace bounce::durable
