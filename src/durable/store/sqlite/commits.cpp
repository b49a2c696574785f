#include "durable/store/codec.hpp"
#include "durable/store/refusal.hpp"
#include "durable/store/sqlite/columns.hpp"
#include "durable/store/sqlite/tables.hpp"

#include "bounce/durable/errc.hpp"

#include <algorithm>
#include <utility>

// Slices of runs become rows.

namespace bounce::durable::sqlite_store_detail {

using sql::id;

run_info tables::info_of(run_number run) {
    cursor row = in_.query(id::read_info, run);
    return row.next() ? info_in(in_, row) : run_info{};
}

bool tables::has_inbox(run_number run) { return in_.one<int>(id::has_inbox, run).has_value(); }

// Reads the operations that the slice says were performed; true if one of them was not, as far as the
// store is concerned.
bool tables::performed_by_others(const slice_commit& slice, std::vector<operation_row>& performed) {
    for (const auto& end : slice.performed) {
        auto op = operation(slice.run, end.attempt.operation);
        if (!op || op->left != leaving::wanted || !op->performs(end.attempt.attempt)) return true;
        performed.push_back(*std::move(op));
    }
    return false;
}

result<tables::commit_outcome> tables::commit(const slice_commit& slice) {
    const auto row = live(slice.run);
    if (!row) return commit_if_ended(slice);
    if (row->epoch == slice.epoch && row->commits == slice.number)
        return commit_outcome{true, has_inbox(slice.run)};
    std::vector<operation_row> performed;
    if (row->worker == worker_number{} || row->worker != slice.worker ||
        row->epoch != slice.epoch || performed_by_others(slice, performed))
        return commit_outcome{};
    if (slice.number != row->commits + 1 || is_final(slice.status) != slice.result.has_value())
        return error{bounce::errc::invalid_argument}.in("commit run", info_of(slice.run).id);

    committing_ = {slice.run, row->last_finished};
    for (std::size_t i = 0; i < performed.size(); ++i)
        end_operation(std::move(performed[i]), slice.performed[i], false);
    for (const auto sequence : slice.consumed) in_.run(id::consume, slice.run, sequence);
    if (!slice.commands.empty()) {
        const run_info run = needs_info(slice) ? info_of(slice.run) : run_info{};
        for (const auto& each : slice.commands)
            std::visit([&](const auto& wanted) { ask(slice, run, wanted); }, each.what);
    }
    const bool more = settle(slice, *row);
    committing_.reset();
    return commit_outcome{true, more};
}

// The last commit of a run may be repeated like any other.
result<tables::commit_outcome> tables::commit_if_ended(const slice_commit& slice) {
    cursor row = in_.query(id::read_ended, slice.run);
    if (!row.next()) return commit_outcome{};
    return commit_outcome{
        row.get<std::uint64_t>(0) == slice.epoch && row.get<std::uint64_t>(1) == slice.number,
        false};
}

bool tables::needs_info(const slice_commit& slice) {
    return std::ranges::any_of(slice.commands, [](const command& each) {
        return std::holds_alternative<command::child>(each.what);
    });
}

void tables::insert(const operation_row& op, bytes_view request) {
    const auto inserted =
        in_.run(id::insert_operation, op.run, op.number, op.what, op.name, op.key,
                column(op.requested_at), op.attempt, op.worker, op.pid, column(op.started_at),
                column(op.due_at), op.child, op.when_left, request);
    if (inserted == 0)
        in_.fail(error{bounce::errc::invalid_argument}.in(
            "commit run", info_of(op.run).id + ": an operation number is used twice"));
}

void tables::ask(const slice_commit& slice, const run_info&, const command::step& wanted) {
    operation_row op;
    op.run = slice.run;
    op.number = wanted.number;
    op.what = wanted.body.what == operation_body::kind::host_call
                  ? operation_record::kind::host_call
                  : operation_record::kind::step;
    op.name = wanted.name;
    op.key = wanted.key;
    op.requested_at = now();
    op.when_left = static_cast<std::uint8_t>(wanted.policy.when_left);
    if (std::ranges::binary_search(slice.begun, wanted.number)) {
        op.attempt = 1;
        op.worker = static_cast<std::int64_t>(slice.worker);
        op.pid = in_.pid_of(slice.worker);
        op.started_at = now();
    } else {
        op.due_at = now();
        in_.note_change();
    }
    insert(op, encode(wanted));
}

void tables::ask(const slice_commit& slice, const run_info& parent, const command::child& wanted) {
    operation_row op;
    op.run = slice.run;
    op.number = wanted.number;
    op.what = operation_record::kind::child;
    op.name = wanted.name;
    op.key = wanted.id;
    if (op.key.empty())
        op.key = parent.id + "/" + std::to_string(static_cast<std::uint64_t>(wanted.number));
    op.requested_at = now();
    op.when_left = static_cast<std::uint8_t>(wanted.when_left);
    if (find(op.key)) {
        const auto why = refusal(error{errc::already_exists}.in("start run", op.key));
        op.failure = why.kind + ": " + why.message;
        close(op, operation_record::status::failed);
        deliver(slice.run, delivery::finished{wanted.number, why});
        return;
    }
    new_run made;
    made.info = parent;
    made.info.id = op.key;
    made.info.uuid = parent.uuid.child(wanted.number);
    made.info.function = wanted.function;
    made.parent = slice.run;
    made.parent_operation = wanted.number;
    made.start_at = wanted.start_at;
    op.attempt = 1;
    op.started_at = now();
    op.child = create(made, wanted.input);
    insert(op, {});
}

void tables::ask(const slice_commit& slice, const run_info&, const command::signal& wanted) {
    operation_row op;
    op.run = slice.run;
    op.number = wanted.number;
    op.what = operation_record::kind::signal;
    op.name = wanted.name;
    op.key = wanted.target;
    op.requested_at = now();
    op.attempt = 1;
    op.started_at = now();
    const auto sent = signal({wanted.target, wanted.name, wanted.payload, {}});
    outcome how;
    if (!sent) {
        auto why = refusal(sent.error());
        op.failure = why.kind + ": " + why.message;
        how = std::move(why);
    }
    close(op, sent ? operation_record::status::succeeded : operation_record::status::failed);
    deliver(slice.run, delivery::finished{wanted.number, std::move(how)});
}

void tables::ask(const slice_commit& slice, const run_info&, const command::abandon& wanted) {
    const auto op = operation(slice.run, wanted.number);
    if (op && op->left == leaving::wanted) leave(*op, true);
}

// True if entries are left in the inbox.
bool tables::settle(const slice_commit& slice, const live_row& before) {
    if (!slice.output.empty()) {
        auto line = in_.one<std::int64_t>(id::next_line, slice.run).value_or(1);
        for (const auto& each : slice.output)
            in_.run(id::insert_output, slice.run, line++, each.to, column(each.at), each.text);
    }
    if (!slice.history.empty()) {
        const std::int64_t pid = in_.pid_of(slice.worker);
        for (auto entry : slice.history) {
            entry.pid = pid;
            note(slice.run, entry);
        }
    }
    if (!slice.attributes.empty()) merge_attributes(slice);
    if (slice.told_to_stop_at)
        in_.run(id::set_told_to_stop, slice.run, column(*slice.told_to_stop_at));
    trim(slice);
    const std::int64_t finished = last_finished(slice.run);
    if (slice.state)
        in_.run(id::write_slice_and_state, slice.run, slice.number, slice.status, slice.claims,
                slice.crashes, finished, slice.waiting_for, *slice.state);
    else
        in_.run(id::write_slice, slice.run, slice.number, slice.status, slice.claims, slice.crashes,
                finished, slice.waiting_for);
    if (is_final(slice.status)) {
        live_row last = before;
        last.commits = slice.number;
        last.claims = slice.claims;
        last.crashes = slice.crashes;
        end_run(slice.run, last, slice.status, *slice.result, slice.undelivered_signals);
        return false;
    }
    if (slice.wake_at != before.wake_at) set_wake(slice.run, slice.wake_at);
    if (slice.release) {
        in_.run(id::let_go, slice.run);
        in_.run(id::hold_ready, slice.run, 0);
        in_.note_change();
    }
    if (slice.runnable) in_.run(id::delete_ready, slice.run);  // to the back of the queue
    const bool more = has_inbox(slice.run);
    if (slice.runnable || more) make_ready(slice.run);
    return more;
}

void tables::merge_attributes(const slice_commit& slice) {
    std::map<std::string, std::string> attributes;
    {
        cursor row = in_.query(id::read_attributes, slice.run);
        if (row.next()) attributes = in_.checked(decode_attributes(row.get<bytes_view>(0)));
    }
    for (const auto& [name, value] : slice.attributes) attributes[name] = value;
    in_.run(id::write_attributes, slice.run, encode(attributes));
}

// Forgets what is older than a run may keep. Only now and then, since finding the end of the chain means
// walking along it; whoever reads takes no more than the limit, however much is there.
void tables::trim(const slice_commit& slice) {
    const std::uint64_t limit = std::max<std::uint64_t>(in_.around().history_limit, 1);
    if (slice.number % limit != 0) return;
    in_.run(id::trim_history, slice.run, limit);
    std::int64_t at = last_finished(slice.run);
    for (std::uint64_t kept = 0; at != 0; ++kept) {
        const auto previous = in_.one<std::int64_t>(id::read_finished, at);
        if (!previous) return;
        if (kept >= limit) in_.run(id::delete_finished, at);
        at = *previous;
    }
}

}  // namespace bounce::durable::sqlite_store_detail
