#include "durable/store/codec.hpp"
#include "durable/store/sqlite/columns.hpp"
#include "durable/store/sqlite/tables.hpp"

#include "bounce/durable/errc.hpp"

#include <utility>

// Workers, what they hold, and what they leave behind.

namespace bounce::durable::sqlite_store_detail {

using sql::id;

std::optional<tables::worker_row> tables::worker(worker_number number) {
    cursor row = in_.query(id::read_worker, number);
    if (!row.next()) return std::nullopt;
    worker_row found;
    found.pid = row.get<std::int64_t>(0);
    found.run_ticket = row.get<std::uint64_t>(2);
    found.run_claim = unpacked(row.get<bytes_view>(3));
    found.step_ticket = row.get<std::uint64_t>(4);
    found.step_claim = unpacked(row.get<bytes_view>(5));
    return found;
}

std::vector<tables::known_worker> tables::workers() {
    std::vector<known_worker> known;
    cursor row = in_.query(id::list_workers);
    while (row.next()) {
        known_worker one;
        one.worker = row.get<worker_number>(0);
        one.who.boot_id = row.get<std::string>(1);
        one.who.pid = row.get<std::int64_t>(2);
        one.who.start_time = row.get<std::uint64_t>(3);
        one.until = time_of(row, 4);
        known.push_back(std::move(one));
    }
    return known;
}

bool tables::dead(const known_worker& worker) const {
    const auto& is_dead = in_.around().is_dead;
    return worker.until <= now() || (is_dead && is_dead(worker.who));
}

worker_registration tables::register_worker(const process_identity& who, nanoseconds lease) {
    const auto number = static_cast<worker_number>(in_.next_number());
    const nanoseconds until = now() + lease;
    in_.run(id::insert_worker, number, who.boot_id, who.pid, who.start_time, column(until),
            bytes{});
    return {number, now(), until};
}

result<worker_renewal> tables::renew(worker_number worker, nanoseconds lease,
                                     const std::vector<attempt_id>& performing) {
    worker_renewal answer;
    answer.now = now();
    answer.until = now() + lease;
    if (in_.run(id::renew_worker, worker, column(answer.until)) == 0)
        return error{errc::fenced}.in("renew the lease of a worker");
    for (const auto& attempt : performing) {
        const auto op = operation(attempt.run, attempt.operation);
        const bool wanted = op && op->performs(attempt.attempt) &&
                            (op->left == leaving::wanted ||
                             (op->left == leaving::left &&
                              static_cast<on_cancel>(op->when_left) == on_cancel::abandon));
        if (!wanted) answer.unwanted.push_back(attempt);
    }
    return answer;
}

// How many runs it held.
std::size_t tables::bury(worker_number worker) {
    std::vector<run_number> held;
    {
        cursor row = in_.query(id::runs_of_worker, worker);
        while (row.next()) held.push_back(row.get<run_number>(0));
    }
    in_.run(id::bury_runs, worker);
    in_.run(id::bury_ready, worker);
    for (const auto run : held) make_ready(run);
    in_.run(id::bury_attempts, worker);
    in_.run(id::delete_worker, worker);
    in_.note_change();
    return held.size();
}

void tables::retire(worker_number worker) { (void)bury(worker); }

recovery tables::recover(std::size_t limit) {
    recovery found;
    found.now = now();
    for (const auto& worker : workers()) {
        if (dead(worker)) found.runs += bury(worker.worker);
    }
    std::vector<std::pair<attempt_id, std::int64_t>> orphans;
    {
        cursor row = in_.query(id::orphans, limit);
        while (row.next())
            orphans.push_back(
                {{row.get<run_number>(0), row.get<operation_number>(1), row.get<std::uint32_t>(2)},
                 row.get<std::int64_t>(3)});
    }
    for (const auto& [attempt, pid] : orphans) {
        if (auto step = step_view(attempt, worker_number{}))
            found.attempts.push_back({*std::move(step), pid});
    }
    return found;
}

std::optional<claimed_run> tables::view(run_number run, worker_number holder, bool held) {
    claimed_run seen;
    {
        cursor row = in_.query(id::view_run, run);
        if (!row.next() || row.get<worker_number>(info_columns + 1) != holder) return std::nullopt;
        seen.info = info_in(in_, row);
        seen.told_to_stop_at = time_if_any(row, info_columns);
        seen.epoch = row.get<std::uint64_t>(info_columns + 2);
        seen.commits = row.get<std::uint64_t>(info_columns + 3);
        seen.claims = row.get<std::uint32_t>(info_columns + 4);
        seen.crashes = row.get<std::uint32_t>(info_columns + 5);
        seen.held = held;
        if (!held) seen.state = row.get<std::optional<bytes>>(info_columns + 6);
    }
    seen.inbox = inbox(run);
    return seen;
}

// Nothing if the attempt is not under way any more.
std::optional<claimed_step> tables::step_view(const attempt_id& attempt, worker_number worker) {
    cursor row = in_.query(id::view_step, attempt.run, attempt.operation);
    if (!row.next()) return std::nullopt;
    claimed_step seen;
    seen.attempt = attempt;
    seen.run = info_in(in_, row);
    const auto holder = row.get<std::optional<worker_number>>(info_columns + 5);
    if (holder != worker || row.get<std::uint32_t>(info_columns + 1) != attempt.attempt)
        return std::nullopt;
    seen.counts.tries = row.get<std::uint32_t>(info_columns + 2);
    seen.counts.interrupted = row.get<std::uint32_t>(info_columns + 3);
    seen.counts.crashes = row.get<std::uint32_t>(info_columns + 4);
    seen.requested_at = time_of(row, info_columns + 6);
    seen.step = in_.checked(decode_step(attempt.operation, row.get<bytes_view>(info_columns + 7)));
    return seen;
}

result<claimed_run> tables::load(const held_run& wanted) {
    auto seen = view(wanted.run, wanted.worker, false);
    if (!seen || seen->epoch != wanted.epoch) return error{errc::fenced}.in("load a run");
    return *std::move(seen);
}

void tables::release(const run_release& wanted) {
    const auto row = live(wanted.run.run);
    if (!row || row->worker != wanted.run.worker || row->epoch != wanted.run.epoch) return;
    in_.run(id::let_go, wanted.run.run);
    in_.run(id::hold_ready, wanted.run.run, 0);
    if (!wanted.waiting_for.empty())
        in_.run(id::set_waiting_for, wanted.run.run, wanted.waiting_for);
    if (wanted.ready || has_inbox(wanted.run.run)) make_ready(wanted.run.run);
    in_.note_change();
}

}  // namespace bounce::durable::sqlite_store_detail
