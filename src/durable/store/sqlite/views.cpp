#include "durable/store/codec.hpp"
#include "durable/store/sqlite/columns.hpp"
#include "durable/store/sqlite/tables.hpp"

#include "bounce/durable/errc.hpp"

#include <algorithm>
#include <map>
#include <utility>

// What others see.

namespace bounce::durable::sqlite_store_detail {

using sql::id;

namespace {

run_record record_in(session& in, const cursor& row) {
    constexpr int first = info_columns;
    run_record r;
    r.info = info_in(in, row);
    r.created_at = time_of(row, first);
    r.start_at = time_of(row, first + 1);
    r.cancelled_at = time_if_any(row, first + 2);
    r.attributes = in.checked(decode_attributes(row.get<bytes_view>(first + 3)));
    r.ended_at = time_if_any(row, first + 4);
    if (r.ended_at) {
        r.result = in.checked(decode_outcome(row.get<bytes_view>(first + 5)));
        r.undelivered_signals = in.checked(decode_names(row.get<bytes_view>(first + 6)));
    }
    r.status = row.get<run_status>(first + 7);
    r.epoch = row.get<std::uint64_t>(first + 8);
    r.commits = row.get<std::uint64_t>(first + 9);
    r.claims = row.get<std::uint32_t>(first + 10);
    r.crashes = row.get<std::uint32_t>(first + 11);
    r.waiting_for = row.get<std::string>(first + 12);
    r.wake_at = time_if_any(row, first + 13);
    r.state_bytes = row.get<std::size_t>(first + 14);
    r.pid = row.get<std::int64_t>(first + 15);
    r.parent = row.get<std::string>(first + 16);
    r.inbox = row.get<std::size_t>(first + 17);
    return r;
}

operation_record record_of(const operation_row& op) {
    operation_record r;
    r.number = op.number;
    r.what = op.what;
    r.state = op.left == leaving::left     ? operation_record::status::abandoned
              : op.under_way() || op.child ? operation_record::status::running
                                           : operation_record::status::waiting;
    r.name = op.name;
    r.key = op.key;
    r.attempts = op.attempt;
    r.counts = op.counts;
    r.requested_at = op.requested_at;
    r.started_at = op.started_at;
    r.retry_at = op.due_at;
    r.pid = op.pid;
    r.failure = op.failure;
    return r;
}

error no_such_run(const std::string& name) {
    return error{errc::run_not_found}.in("look at run", name);
}

}  // namespace

result<run_record> tables::record(const std::string& name) {
    cursor row = in_.query(id::read_run, name);
    if (!row.next()) return no_such_run(name);
    return record_in(in_, row);
}

std::vector<run_record> tables::list(const run_filter& filter) {
    const auto limit = static_cast<std::int64_t>(
        std::min<std::size_t>(filter.limit, std::numeric_limits<std::int64_t>::max()));
    std::vector<run_record> found;
    const auto take = [&](cursor rows) {
        while (rows.next()) found.push_back(record_in(in_, rows));
    };
    if (!filter.status)
        take(in_.query(id::list_all_runs, filter.after, filter.id_prefix, limit));
    else
        take(in_.query(is_final(*filter.status) ? id::list_ended_runs : id::list_live_runs,
                       filter.after, filter.id_prefix, limit, *filter.status));
    return found;
}

std::optional<tables::finished_row> tables::finished(std::int64_t sequence) {
    cursor row = in_.query(id::read_finished, sequence);
    if (!row.next()) return std::nullopt;
    finished_row found;
    found.previous = row.get<std::int64_t>(0);
    operation_record& r = found.record;
    r.number = row.get<operation_number>(1);
    r.what = row.get<operation_record::kind>(2);
    r.state = row.get<operation_record::status>(3);
    r.name = row.get<std::string>(4);
    r.key = row.get<std::string>(5);
    r.attempts = row.get<std::uint32_t>(6);
    r.counts.tries = row.get<std::uint32_t>(7);
    r.counts.interrupted = row.get<std::uint32_t>(8);
    r.counts.crashes = row.get<std::uint32_t>(9);
    r.requested_at = time_of(row, 10);
    r.started_at = time_if_any(row, 11);
    r.ended_at = time_of(row, 12);
    r.pid = row.get<std::int64_t>(13);
    r.failure = row.get<std::string>(14);
    return found;
}

result<std::vector<operation_record>> tables::operations(const std::string& name) {
    const auto run = find(name);
    if (!run) return no_such_run(name);
    std::vector<operation_record> found;
    std::int64_t at = last_finished(run->run);
    for (std::size_t seen = 0; at != 0 && seen < in_.around().history_limit; ++seen) {
        auto row = finished(at);
        if (!row) break;
        at = row->previous;
        found.push_back(std::move(row->record));
    }
    for (const auto& op : open_operations(run->run)) found.push_back(record_of(op));
    for (auto& r : found) {
        const bool step =
            r.what == operation_record::kind::step || r.what == operation_record::kind::host_call;
        if (step && r.key.empty()) r.key = idempotency_key(run->uuid, r.number);
    }
    std::ranges::sort(found, {}, &operation_record::number);
    return found;
}

result<std::vector<history_entry>> tables::history(const std::string& name) {
    const auto run = find(name);
    if (!run) return no_such_run(name);
    std::vector<history_entry> found;
    cursor row = in_.query(id::read_history, run->run, in_.around().history_limit);
    while (row.next()) {
        history_entry entry;
        entry.what = row.get<history_entry::kind>(0);
        entry.at = time_of(row, 1);
        entry.number = row.get<operation_number>(2);
        entry.text = row.get<std::string>(3);
        entry.pid = row.get<std::int64_t>(4);
        found.push_back(std::move(entry));
    }
    std::ranges::reverse(found);
    return found;
}

result<std::vector<output_line>> tables::output(const std::string& name, std::size_t skip) {
    const auto run = find(name);
    if (!run) return no_such_run(name);
    std::vector<output_line> found;
    cursor row = in_.query(id::read_output, run->run, skip);
    while (row.next()) {
        output_line line;
        line.to = row.get<output_line::stream>(0);
        line.at = time_of(row, 1);
        line.text = row.get<std::string>(2);
        found.push_back(std::move(line));
    }
    return found;
}

result<bytes> tables::code(const code_hash& hash) {
    cursor row = in_.query(id::load_code, column(hash.bytes));
    if (!row.next()) return error{errc::code_missing}.in("load code", hash.to_hex());
    return row.get<bytes>(0);
}

workload tables::count(worker_number worker) {
    workload found;
    found.now = now();
    const auto number = [&](sql::id which, const auto&... values) {
        return in_.one<std::size_t>(which, values...).value_or(0);
    };
    std::map<worker_number, bool> living;  // the others, by number
    for (const auto& other : workers()) {
        if (other.worker == worker) continue;
        const bool lives = living[other.worker] = !dead(other);
        // What a dead worker held has only to be recovered.
        (lives ? found.held_elsewhere : found.ready) += number(id::count_held, other.worker);
    }
    const auto add = [&](cursor rows) {
        while (rows.next()) {
            const auto holder = living.find(rows.get<worker_number>(0));
            if (holder == living.end() || !holder->second) found.ready += rows.get<std::size_t>(1);
        }
    };
    add(in_.query(id::count_ready_by_holder));
    add(in_.query(id::count_due_by_holder, column(now())));
    found.open_steps = number(id::count_due_steps);
    found.running_steps = number(id::count_attempts);
    return found;
}

std::optional<nanoseconds> tables::next_wake(worker_number worker, nanoseconds after) {
    std::optional<nanoseconds> earliest;
    const auto consider = [&](std::optional<nanoseconds> at) {
        if (at && *at > after && (!earliest || *at < *earliest)) earliest = at;
    };
    for (const auto which : {id::next_wake, id::next_due}) {
        cursor row = in_.query(which, column(after));
        if (row.next()) consider(time_if_any(row, 0));
    }
    for (const auto& other : workers()) {
        if (other.worker != worker) consider(other.until);
    }
    return earliest;
}

std::vector<std::string> tables::check() {
    std::vector<std::string> wrong;
    const auto look = [&](cursor rows, std::string_view what) {
        while (rows.next())
            wrong.push_back("run " + rows.get<std::string>(0) + " " + std::string{what});
    };
    look(in_.query(id::check_held_by_nobody_known), "is held by a worker that is not there");
    look(in_.query(id::check_unseen_inbox, run_status::scheduled),
         "has an inbox that nobody will look at");
    look(in_.query(id::check_rows_of_ended), "has ended and lives, or neither");
    look(in_.query(id::check_ready_holders), "is ready for somebody who does not hold it");
    look(in_.query(id::check_strays), "(by number) has an inbox although it has ended");
    look(in_.query(id::check_attempts), "has an attempt that contradicts itself");
    cursor damage = in_.query(id::check_file);
    while (damage.next()) {
        auto text = damage.get<std::string>(0);
        if (text != "ok") wrong.push_back("the file: " + std::move(text));
    }
    return wrong;
}

}  // namespace bounce::durable::sqlite_store_detail
