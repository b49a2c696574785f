#include "suite.hpp"

#include <cstring>

namespace bounce::durable {

void store_suite::open(std::size_t history_limit, std::size_t inbox_limit) {
    store_.reset();
    store_environment around;
    around.clock = [w = world_] { return w->now(); };
    around.is_dead = [w = world_](const process_identity& who) { return w->is_dead(who.pid); };
    around.history_limit = history_limit;
    around.inbox_limit = inbox_limit;
    store_ = place_->open(std::move(around));
}

void store_suite::open_empty() {
    store_.reset();
    place_ = make_store_under_test();
    world_->revive_all();
    open();
}

/// Its "hash" is its content; no store looks.
code_blob store_suite::blob(std::string_view content) {
    code_blob made;
    std::memcpy(made.hash.bytes.data(), content.data(),
                std::min(content.size(), made.hash.bytes.size()));
    made.content = std::make_shared<const bytes>(to_bytes(content));
    return made;
}

run_start store_suite::run(std::string id) const {
    run_start made;
    made.uuid = run_uuid::from_random(std::hash<std::string>{}(id), 7);
    made.id = std::move(id);
    made.kind = "test/0";
    made.closure = {blob("the code")};
    made.code = made.closure[0].hash;
    made.function = "main";
    made.input = to_bytes("input");
    return made;
}

worker_number store_suite::worker(std::int64_t pid, nanoseconds lease) {
    return call().register_worker({"boot", pid, 1}, lease).value().worker;
}

worker_claim store_suite::wish(worker_number who, std::size_t limit) {
    worker_claim made;
    made.worker = who;
    made.ticket = ++ticket_;
    made.limit = limit;
    return made;
}

claimed_run store_suite::claim_one(worker_number who) {
    auto runs = claim(who);
    EXPECT_EQ(runs.size(), 1U);
    return runs.empty() ? claimed_run{} : std::move(runs[0]);
}

slice_commit store_suite::next(const claimed_run& run, worker_number who) {
    slice_commit made;
    made.run = run.info.number;
    made.worker = who;
    made.epoch = run.epoch;
    made.number = run.commits + 1;
    made.state = to_bytes("state " + std::to_string(made.number));
    for (const auto& d : run.inbox) made.consumed.push_back(d.sequence);
    made.status = run_status::waiting;
    return made;
}

bool store_suite::commit(claimed_run& run, slice_commit slice) {
    const auto number = slice.number;
    const auto answer = call().commit({std::move(slice)}).value();
    for (const auto& failed : answer.failed) ADD_FAILURE() << failed.why.message();
    if (answer.done.empty()) return false;
    EXPECT_EQ(answer.done[0].run, run.info.number);
    EXPECT_EQ(answer.done[0].number, number);
    run.commits = number;
    run.inbox.clear();
    return true;
}

command store_suite::step(std::uint64_t number, step_policy policy) {
    command::step made;
    made.number = operation_number{number};
    made.name = "step " + std::to_string(number);
    made.body.function = "body";
    made.body.arguments = to_bytes("captured");
    made.policy = std::move(policy);
    return {std::move(made)};
}

attempt_end store_suite::ended(const claimed_step& step, outcome how) {
    attempt_end made;
    made.attempt = step.attempt;
    made.outcome = std::move(how);
    made.counts = step.counts;
    if (!made.outcome.succeeded()) ++made.counts.tries;
    return made;
}

claimed_run store_suite::run_with_step(const std::string& id, worker_number who,
                                       step_policy policy) {
    start(id);
    auto run = claim_one(who);
    auto slice = next(run, who);
    slice.commands = {step(1, std::move(policy))};
    EXPECT_TRUE(commit(run, std::move(slice)));
    return run;
}

operation_record store_suite::seen_operation(const std::string& id, std::uint64_t number) {
    for (const auto& record : value_of(call().operations(id)))
        if (record.number == operation_number{number}) return record;
    ADD_FAILURE() << "no operation " << number;
    return {};
}

std::vector<std::string> store_suite::words(const std::vector<delivery>& inbox) {
    struct teller {
        std::string operator()(const delivery::started&) const { return "started"; }
        std::string operator()(const delivery::finished& f) const {
            const auto number = std::to_string(static_cast<std::uint64_t>(f.operation));
            if (f.outcome.succeeded()) return "finished " + number;
            return "failed " + number + " " + f.outcome.why().kind;
        }
        std::string operator()(const delivery::signal& s) const { return "signal " + s.name; }
        std::string operator()(const delivery::cancel&) const { return "cancel"; }
    };
    std::vector<std::string> told;
    for (const auto& d : inbox) told.push_back(std::visit(teller{}, d.what));
    return told;
}

}  // namespace bounce::durable
