#include "durable/store/sqlite/columns.hpp"
#include "durable/store/sqlite/tables.hpp"

#include <utility>

// Operations, and the attempts at steps.

namespace bounce::durable::sqlite_store_detail {

using sql::id;

namespace {

operation_row operation_in(const cursor& row) {
    operation_row op;
    op.run = row.get<run_number>(0);
    op.number = row.get<operation_number>(1);
    op.what = row.get<operation_record::kind>(2);
    op.name = row.get<std::string>(3);
    op.key = row.get<std::string>(4);
    op.requested_at = time_of(row, 5);
    op.attempt = row.get<std::uint32_t>(6);
    op.counts.tries = row.get<std::uint32_t>(7);
    op.counts.interrupted = row.get<std::uint32_t>(8);
    op.counts.crashes = row.get<std::uint32_t>(9);
    op.worker = row.get<std::optional<std::int64_t>>(10);
    op.pid = row.get<std::int64_t>(11);
    op.started_at = time_if_any(row, 12);
    op.due_at = time_if_any(row, 13);
    op.left = row.get<leaving>(14);
    op.child = row.get<std::optional<run_number>>(15);
    op.when_left = row.get<std::uint8_t>(16);
    op.failure = row.get<std::string>(17);
    return op;
}

}  // namespace

std::optional<operation_row> tables::operation(run_number run, operation_number number) {
    cursor row = in_.query(id::read_operation, run, number);
    if (!row.next()) return std::nullopt;
    return operation_in(row);
}

std::vector<operation_row> tables::open_operations(run_number run) {
    std::vector<operation_row> open;
    cursor row = in_.query(id::open_operations, run);
    while (row.next()) open.push_back(operation_in(row));
    return open;
}

attempt_verdict tables::finish(const attempt_end& end) {
    auto op = operation(end.attempt.run, end.attempt.operation);
    if (!op) return repeated(end.attempt);
    if (!op->performs(end.attempt.attempt))
        return !op->under_way() && op->attempt == end.attempt.attempt ? attempt_verdict::accepted
                                                                      : attempt_verdict::stale;
    const bool left = op->left == leaving::left;
    end_operation(*std::move(op), end, true);
    return left ? attempt_verdict::left : attempt_verdict::accepted;
}

// What an end means that comes for an operation that has ended.
attempt_verdict tables::repeated(const attempt_id& attempt) {
    std::int64_t at = last_finished(attempt.run);
    for (std::size_t seen = 0; at != 0 && seen < in_.around().history_limit; ++seen) {
        const auto row = finished(at);
        if (!row) break;
        at = row->previous;
        if (row->record.number != attempt.operation) continue;
        if (row->record.attempts != attempt.attempt) break;
        return row->record.state == operation_record::status::abandoned ? attempt_verdict::left
                                                                        : attempt_verdict::accepted;
    }
    return attempt_verdict::stale;
}

void tables::end_operation(operation_row op, const attempt_end& end, bool tell_run) {
    using kind = history_entry::kind;
    const bool interrupted = end.counts.interrupted > op.counts.interrupted;
    op.counts = end.counts;
    op.worker.reset();
    if (!end.outcome.succeeded())
        op.failure = end.outcome.why().kind + ": " + end.outcome.why().message;
    const auto tell = [&](kind what) {
        history_entry entry;
        entry.what = what;
        entry.at = now();
        entry.number = op.number;
        entry.text = op.failure;
        entry.pid = op.pid;
        note(op.run, entry);
    };
    if (interrupted) tell(kind::interrupted);
    if (op.left == leaving::left) {
        tell(kind::late_outcome);
        close(op, operation_record::status::abandoned);
        return;
    }
    if (end.retry_at && op.left == leaving::wanted) {
        if (!interrupted) tell(kind::retried);
        in_.run(id::retry_operation, op.run, op.number, op.counts.tries, op.counts.interrupted,
                op.counts.crashes, op.failure, column(*end.retry_at));
        in_.note_change();
        return;
    }
    close(op, end.outcome.succeeded() ? operation_record::status::succeeded
                                      : operation_record::status::failed);
    if (tell_run) deliver(op.run, delivery::finished{op.number, end.outcome});
}

void tables::close(const operation_row& op, operation_record::status state) {
    in_.run(id::delete_operation, op.run, op.number);
    const std::int64_t sequence = in_.next_number();
    in_.run(id::insert_finished, sequence, last_finished(op.run), op.run, op.number, op.what, state,
            op.name, op.key, op.attempt, op.counts.tries, op.counts.interrupted, op.counts.crashes,
            column(op.requested_at), column(op.started_at), column(now()), op.pid, op.failure);
    if (committing_ && committing_->run == op.run)
        committing_->last_finished = sequence;
    else if (in_.run(id::set_last_finished_live, op.run, sequence) == 0)
        in_.run(id::set_last_finished_ended, op.run, sequence);
}

std::int64_t tables::last_finished(run_number run) {
    if (committing_ && committing_->run == run) return committing_->last_finished;
    return in_.one<std::int64_t>(id::last_finished, run).value_or(0);
}

// The run waits for the operation no more.
void tables::leave(const operation_row& op, bool wait_allowed) {
    if (op.what == operation_record::kind::child) {
        close(op, operation_record::status::abandoned);
        const auto policy = static_cast<close_policy>(op.when_left);
        if (!live(*op.child) || policy == close_policy::abandon) return;
        if (policy == close_policy::cancel)
            ask_to_stop(*op.child, "its parent left it");
        else
            kill(*op.child, "its parent left it");
        return;
    }
    const bool wait = wait_allowed && static_cast<on_cancel>(op.when_left) == on_cancel::wait;
    if (op.under_way()) {
        in_.run(id::leave_operation, op.run, op.number,
                wait ? leaving::last_attempt : leaving::left);
        return;
    }
    close(op, operation_record::status::abandoned);
    if (wait) {
        const failure why{"cancelled", "the step was left before it was performed"};
        deliver(op.run, delivery::finished{op.number, why});
    }
}

}  // namespace bounce::durable::sqlite_store_detail
