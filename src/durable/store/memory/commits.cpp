#include "durable/store/memory/tables.hpp"
#include "durable/store/refusal.hpp"

#include "bounce/durable/errc.hpp"

#include <algorithm>

// Slices of runs become rows.

namespace bounce::durable::memory {

namespace {

struct number_of {
    operation_number operator()(const command::abandon&) const { return {}; }
    template <class C>
    operation_number operator()(const C& c) const {
        return c.number;
    }
};

/// A record as it is when the operation is asked for.
operation_record asked_for(operation_number number, operation_record::kind what, std::string name,
                           nanoseconds now) {
    operation_record record;
    record.number = number;
    record.what = what;
    record.name = std::move(name);
    record.requested_at = now;
    return record;
}

}  // namespace

bool tables::fenced(const run_row& run, const slice_commit& slice) const {
    if (run.worker == nobody || run.worker != slice.worker || run.epoch != slice.epoch) return true;
    return std::ranges::any_of(slice.performed, [&](const attempt_end& end) {
        const auto at = run.open.find(end.attempt.operation);
        return at == run.open.end() || !at->second.under_way || at->second.left ||
               at->second.last_attempt || at->second.record.attempts != end.attempt.attempt;
    });
}

result<bool> tables::commit(const slice_commit& slice, nanoseconds now) {
    const auto found = runs_.find(slice.run);
    if (found == runs_.end()) return false;
    auto& run = found->second;
    if (run.epoch == slice.epoch && run.commits == slice.number) return true;
    if (fenced(run, slice)) return false;
    const auto invalid = error{bounce::errc::invalid_argument};
    if (slice.number != run.commits + 1 || is_final(slice.status) != slice.result.has_value())
        return invalid.in("commit run", run.info.id);
    std::set<operation_number> asked;
    for (const auto& c : slice.commands) {
        const auto number = std::visit(number_of{}, c.what);
        if (number == operation_number{}) continue;
        if (run.open.contains(number) || !asked.insert(number).second)
            return invalid.in("commit run", run.info.id + ": an operation number is used twice");
    }

    run.commits = slice.number;
    for (const auto& end : slice.performed)
        end_operation(run, run.open.at(end.attempt.operation), end, now, false);
    auto consumed = slice.consumed;
    std::ranges::sort(consumed);
    std::erase_if(run.inbox, [&](const delivery& d) {
        return std::ranges::binary_search(consumed, d.sequence);
    });
    for (const auto& c : slice.commands)
        std::visit([&](const auto& wanted) { perform(run, wanted, slice, now); }, c.what);
    settle(run, slice, now);
    return true;
}

void tables::perform(run_row& run, const command::step& wanted, const slice_commit& slice,
                     nanoseconds now) {
    const auto what = wanted.body.what == operation_body::kind::host_call
                          ? operation_record::kind::host_call
                          : operation_record::kind::step;
    auto& op = run.open[wanted.number];
    op.record = asked_for(wanted.number, what, wanted.name, now);
    op.record.key = wanted.key.empty() ? idempotency_key(run.info.uuid, wanted.number) : wanted.key;
    op.step = wanted;
    if (std::ranges::binary_search(slice.begun, wanted.number))
        begin(run, op, slice.worker, now);
    else
        set_due(run, op, now);
}

void tables::perform(run_row& run, const command::child& wanted, const slice_commit&,
                     nanoseconds now) {
    const auto number = wanted.number;
    auto id = wanted.id;
    if (id.empty()) id = run.info.id + "/" + std::to_string(static_cast<std::uint64_t>(number));
    auto& op = run.open[number];
    op.record = asked_for(number, operation_record::kind::child, wanted.name, now);
    op.record.key = id;
    op.child_left = wanted.when_left;
    if (find(id) != nullptr) {
        auto why = refusal(error{errc::already_exists}.in("start run", id));
        op.record.failure = why.kind + ": " + why.message;
        close(run, number, operation_record::status::failed, now);
        deliver(run, delivery::finished{number, std::move(why)}, now);
        return;
    }
    run_row made;
    made.info = run.info;
    made.info.id = id;
    made.info.uuid = run.info.uuid.child(number);
    made.info.function = wanted.function;
    made.parent = run.info.number;
    made.parent_operation = number;
    made.start_at = wanted.start_at.value_or(now);
    op.record.state = operation_record::status::running;
    op.record.attempts = 1;
    op.record.started_at = now;
    op.child = create(std::move(made), wanted.input, now).info.number;
}

void tables::perform(run_row& run, const command::signal& wanted, const slice_commit&,
                     nanoseconds now) {
    auto& op = run.open[wanted.number];
    op.record = asked_for(wanted.number, operation_record::kind::signal, wanted.name, now);
    op.record.key = wanted.target;
    op.record.attempts = 1;
    op.record.started_at = now;
    const auto sent = signal({wanted.target, wanted.name, wanted.payload, {}}, now);
    if (sent) {
        close(run, wanted.number, operation_record::status::succeeded, now);
        deliver(run, delivery::finished{wanted.number, bytes{}}, now);
        return;
    }
    auto why = refusal(sent.error());
    op.record.failure = why.kind + ": " + why.message;
    close(run, wanted.number, operation_record::status::failed, now);
    deliver(run, delivery::finished{wanted.number, std::move(why)}, now);
}

void tables::perform(run_row& run, const command::abandon& wanted, const slice_commit&,
                     nanoseconds now) {
    const auto at = run.open.find(wanted.number);
    if (at != run.open.end() && !at->second.left && !at->second.last_attempt)
        leave(run, at->second, now, true);
}

void tables::settle(run_row& run, const slice_commit& slice, nanoseconds now) {
    run.output.insert(run.output.end(), slice.output.begin(), slice.output.end());
    for (auto entry : slice.history) {
        entry.pid = pid_of(slice.worker);
        note(run, std::move(entry));
    }
    for (const auto& [name, value] : slice.attributes) run.attributes[name] = value;
    if (slice.state) run.state = slice.state;
    if (slice.told_to_stop_at) run.told_to_stop_at = slice.told_to_stop_at;
    run.claims = slice.claims;
    run.crashes = slice.crashes;
    run.status = slice.status;
    run.waiting_for = slice.waiting_for;
    if (is_final(slice.status)) {
        run.undelivered_signals = slice.undelivered_signals;
        end_run(run, slice.status, *slice.result, now);
        return;
    }
    set_wake(run, slice.wake_at);
    if (slice.release) let_go(run);
    if (slice.runnable) {
        unready(run);  // to the back of the queue
        make_ready(run, now);
    } else if (!run.inbox.empty()) {
        make_ready(run, now);
    }
}

bool tables::inbox_left(run_number run) const {
    const auto found = runs_.find(run);
    return found != runs_.end() && !found->second.inbox.empty();
}

}  // namespace bounce::durable::memory
