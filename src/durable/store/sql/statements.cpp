#include "durable/store/sql/statements.hpp"

#include <array>

namespace bounce::durable::sql {

namespace {

struct entry {
    id which;
    std::string_view text;
};

// The columns that make a `run_info`, and those of an operation in the order in which they are read.
#define RUN_INFO "r.run, r.id, r.uuid, r.kind, r.code, r.function"
#define OPERATION                                                                                 \
    "o.run, o.number, o.what, o.name, o.key, o.requested_at, o.attempt, o.tries, o.interrupted, " \
    "o.crashes, o.worker, o.pid, o.started_at, o.due_at, o.left_as, o.child, o.when_left, "       \
    "o.failure"
#define RUN_RECORD                                                                                 \
    RUN_INFO                                                                                       \
    ", r.created_at, r.start_at, r.cancelled_at, r.attributes, r.ended_at, r.result, "             \
    "r.undelivered, coalesce(l.status, r.status), coalesce(l.epoch, r.epoch), "                    \
    "coalesce(l.commits, r.commits), coalesce(l.claims, r.claims), coalesce(l.crashes, r.crashes)" \
    ", l.waiting_for, l.wake_at, coalesce(length(l.state), r.state_bytes, 0), "                    \
    "coalesce(w.pid, 0), coalesce(p.id, ''), "                                                     \
    "(SELECT count(*) FROM inbox i WHERE i.run = r.run)"
#define RUN_RECORD_TABLES                                                                        \
    " FROM runs r LEFT JOIN live l ON l.run = r.run LEFT JOIN workers w ON w.worker = l.worker " \
    "LEFT JOIN runs p ON p.run = r.parent "
#define NARROWED "r.run > $1 AND substr(r.id, 1, length($2)) = $2 ORDER BY r.run LIMIT $3"

constexpr std::array<entry, statement_count> statements{{
    {id::read_next_number, "SELECT next_number FROM meta"},
    {id::write_next_number, "UPDATE meta SET next_number = $1"},

    {id::find_run, "SELECT run, uuid, request_id, status FROM runs WHERE id = $1"},
    {id::insert_run,
     "INSERT INTO runs(run, id, uuid, kind, code, function, request_id, created_at, start_at, "
     "parent, parent_operation, attributes) "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"},
    {id::insert_live,
     "INSERT INTO live(run, worker, epoch, commits, status, wake_at, claims, crashes, "
     "last_finished, waiting_for, state) VALUES ($1, 0, 0, 0, $2, $3, 0, 0, 0, '', NULL)"},
    {id::read_live,
     "SELECT worker, epoch, commits, status, wake_at, claims, crashes, last_finished FROM live "
     "WHERE run = $1"},
    {id::read_parent, "SELECT parent, parent_operation FROM runs WHERE run = $1"},
    {id::read_info, "SELECT " RUN_INFO " FROM runs r WHERE r.run = $1"},
    {id::read_ended, "SELECT epoch, commits FROM runs WHERE run = $1 AND status IS NOT NULL"},
    {id::last_finished,
     "SELECT coalesce((SELECT last_finished FROM live WHERE run = $1), "
     "(SELECT last_finished FROM runs WHERE run = $1), 0)"},
    {id::set_cancelled,
     "UPDATE runs SET cancelled_at = $2 WHERE run = $1 AND cancelled_at IS NULL"},
    {id::set_told_to_stop, "UPDATE runs SET told_to_stop_at = $2 WHERE run = $1"},
    {id::read_attributes, "SELECT attributes FROM runs WHERE run = $1"},
    {id::write_attributes, "UPDATE runs SET attributes = $2 WHERE run = $1"},
    {id::set_wake, "UPDATE live SET wake_at = $2 WHERE run = $1"},
    {id::let_go, "UPDATE live SET worker = 0 WHERE run = $1"},
    {id::set_waiting_for, "UPDATE live SET waiting_for = $2 WHERE run = $1"},
    {id::end_run,
     "UPDATE runs SET status = $2, ended_at = $3, result = $4, undelivered = $5, epoch = $6, "
     "commits = $7, claims = $8, crashes = $9, last_finished = $10, "
     "state_bytes = (SELECT coalesce(length(state), 0) FROM live WHERE live.run = $1) "
     "WHERE run = $1"},
    {id::delete_live, "DELETE FROM live WHERE run = $1"},
    // `WHERE` tells the parser that ON does not belong to a join.
    {id::insert_ready,
     "INSERT INTO ready(run, holder, since, place) SELECT run, worker, $2, $3 FROM live "
     "WHERE run = $1 ON CONFLICT(run) DO NOTHING"},
    {id::hold_ready, "UPDATE ready SET holder = $2 WHERE run = $1"},
    {id::delete_ready, "DELETE FROM ready WHERE run = $1"},
    {id::insert_inbox, "INSERT INTO inbox(run, sequence, at, event) VALUES ($1, $2, $3, $4)"},
    {id::read_inbox, "SELECT sequence, at, event FROM inbox WHERE run = $1 ORDER BY sequence"},
    {id::count_inbox, "SELECT count(*) FROM inbox WHERE run = $1"},
    {id::has_inbox, "SELECT 1 FROM inbox WHERE run = $1 LIMIT 1"},
    {id::consume, "DELETE FROM inbox WHERE run = $1 AND sequence = $2"},
    {id::clear_inbox, "DELETE FROM inbox WHERE run = $1"},
    {id::has_request, "SELECT 1 FROM requests WHERE run = $1 AND request_id = $2"},
    {id::insert_request, "INSERT INTO requests(run, request_id) VALUES ($1, $2)"},
    {id::has_code, "SELECT 1 FROM code WHERE hash = $1"},
    {id::insert_code,
     "INSERT INTO code(hash, content) VALUES ($1, $2) ON CONFLICT(hash) DO NOTHING"},

    {id::write_slice,
     "UPDATE live SET commits = $2, status = $3, claims = $4, crashes = $5, last_finished = $6, "
     "waiting_for = $7 WHERE run = $1"},
    {id::write_slice_and_state,
     "UPDATE live SET commits = $2, status = $3, claims = $4, crashes = $5, last_finished = $6, "
     "waiting_for = $7, state = $8 WHERE run = $1"},
    {id::insert_history,
     "INSERT INTO history(run, sequence, what, at, number, text, pid) "
     "VALUES ($1, $2, $3, $4, $5, $6, $7)"},
    {id::trim_history,
     "DELETE FROM history WHERE run = $1 AND sequence <= (SELECT sequence FROM history "
     "WHERE run = $1 ORDER BY sequence DESC LIMIT 1 OFFSET $2)"},
    {id::next_line, "SELECT coalesce(max(line), 0) + 1 FROM output WHERE run = $1"},
    {id::insert_output,
     "INSERT INTO output(run, line, stream, at, text) VALUES ($1, $2, $3, $4, $5)"},

    {id::insert_worker,
     "INSERT INTO workers(worker, boot_id, pid, start_time, until, run_ticket, run_claim, "
     "step_ticket, step_claim) VALUES ($1, $2, $3, $4, $5, 0, $6, 0, $6)"},
    {id::read_worker,
     "SELECT pid, until, run_ticket, run_claim, step_ticket, step_claim FROM workers "
     "WHERE worker = $1"},
    {id::list_workers,
     "SELECT worker, boot_id, pid, start_time, until FROM workers ORDER BY worker"},
    {id::renew_worker, "UPDATE workers SET until = $2 WHERE worker = $1"},
    {id::delete_worker, "DELETE FROM workers WHERE worker = $1"},
    // The second condition lets the partial index be used.
    {id::runs_of_worker, "SELECT run FROM live WHERE worker = $1 AND worker <> 0 ORDER BY run"},
    {id::bury_runs, "UPDATE live SET worker = 0 WHERE worker = $1 AND worker <> 0"},
    {id::bury_ready, "UPDATE ready SET holder = 0 WHERE holder = $1"},
    {id::bury_attempts, "UPDATE operations SET worker = 0 WHERE worker = $1"},
    {id::orphans,
     "SELECT run, number, attempt, pid FROM operations WHERE worker = 0 ORDER BY run, number "
     "LIMIT $1"},

    {id::ready_runs,
     "SELECT q.run, q.since, r.code, q.place FROM ready q JOIN runs r ON r.run = q.run "
     "WHERE q.holder = $1 ORDER BY q.since, q.place"},
    {id::due_runs,
     "SELECT l.run, l.wake_at, r.code FROM live l JOIN runs r ON r.run = l.run "
     "WHERE l.wake_at <= $1 AND l.worker IN (0, $2) ORDER BY l.wake_at, l.run"},
    {id::take_run,
     "UPDATE live SET worker = $2, epoch = epoch + 1, claims = claims + 1, status = $3, "
     "wake_at = CASE WHEN wake_at <= $4 THEN NULL ELSE wake_at END WHERE run = $1"},
    {id::view_run,
     "SELECT " RUN_INFO ", r.told_to_stop_at, l.worker, l.epoch, l.commits, l.claims, l.crashes, "
     "l.state FROM live l JOIN runs r ON r.run = l.run WHERE l.run = $1"},
    {id::write_run_claim, "UPDATE workers SET run_ticket = $2, run_claim = $3 WHERE worker = $1"},
    {id::due_steps,
     "SELECT o.run, o.number, o.attempt, r.code FROM operations o JOIN runs r ON r.run = o.run "
     "WHERE o.due_at <= $1 ORDER BY o.due_at, o.run, o.number"},
    {id::write_step_claim,
     "UPDATE workers SET step_ticket = $2, step_claim = $3 WHERE worker = $1"},
    {id::view_step,
     "SELECT " RUN_INFO ", o.number, o.attempt, o.tries, o.interrupted, o.crashes, o.worker, "
     "o.requested_at, o.request FROM operations o JOIN runs r ON r.run = o.run "
     "WHERE o.run = $1 AND o.number = $2"},

    {id::insert_operation,
     "INSERT INTO operations(run, number, what, name, key, requested_at, attempt, tries, "
     "interrupted, crashes, worker, pid, started_at, due_at, left_as, child, when_left, failure, "
     "request) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, $9, $10, $11, 0, $12, $13, '', $14)"
     " ON CONFLICT(run, number) DO NOTHING"},
    {id::read_operation,
     "SELECT " OPERATION " FROM operations o WHERE o.run = $1 AND o.number = $2"},
    {id::open_operations,
     "SELECT " OPERATION " FROM operations o WHERE o.run = $1 ORDER BY o.number"},
    {id::begin_attempt,
     "UPDATE operations SET attempt = attempt + 1, worker = $3, pid = $4, started_at = $5, "
     "due_at = NULL WHERE run = $1 AND number = $2"},
    {id::retry_operation,
     "UPDATE operations SET worker = NULL, tries = $3, interrupted = $4, crashes = $5, "
     "failure = $6, due_at = $7 WHERE run = $1 AND number = $2"},
    {id::leave_operation,
     "UPDATE operations SET left_as = $3, due_at = NULL WHERE run = $1 AND number = $2"},
    {id::delete_operation, "DELETE FROM operations WHERE run = $1 AND number = $2"},
    {id::insert_finished,
     "INSERT INTO finished(sequence, previous, run, number, what, state, name, key, attempts, "
     "tries, interrupted, crashes, requested_at, started_at, ended_at, pid, failure) "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"},
    {id::read_finished,
     "SELECT previous, number, what, state, name, key, attempts, tries, interrupted, crashes, "
     "requested_at, started_at, ended_at, pid, failure FROM finished WHERE sequence = $1"},
    {id::delete_finished, "DELETE FROM finished WHERE sequence = $1"},
    {id::set_last_finished_live, "UPDATE live SET last_finished = $2 WHERE run = $1"},
    {id::set_last_finished_ended, "UPDATE runs SET last_finished = $2 WHERE run = $1"},

    {id::read_run, "SELECT " RUN_RECORD RUN_RECORD_TABLES "WHERE r.id = $1"},
    {id::list_live_runs,
     "SELECT " RUN_RECORD RUN_RECORD_TABLES "WHERE l.status = $4 AND " NARROWED},
    {id::list_ended_runs,
     "SELECT " RUN_RECORD RUN_RECORD_TABLES "WHERE r.status = $4 AND " NARROWED},
    {id::list_all_runs, "SELECT " RUN_RECORD RUN_RECORD_TABLES "WHERE " NARROWED},
    {id::read_history,
     "SELECT what, at, number, text, pid FROM history WHERE run = $1 ORDER BY sequence DESC "
     "LIMIT $2"},
    {id::read_output,
     "SELECT stream, at, text FROM output WHERE run = $1 AND line > $2 ORDER BY line"},
    {id::load_code, "SELECT content FROM code WHERE hash = $1"},
    {id::count_ready_by_holder, "SELECT holder, count(*) FROM ready GROUP BY holder"},
    {id::count_due_by_holder,
     "SELECT worker, count(*) FROM live WHERE wake_at <= $1 AND NOT EXISTS "
     "(SELECT 1 FROM ready WHERE ready.run = live.run) GROUP BY worker"},
    {id::count_held, "SELECT count(*) FROM live WHERE worker = $1 AND worker <> 0"},
    {id::count_due_steps, "SELECT count(*) FROM operations WHERE due_at IS NOT NULL"},
    {id::count_attempts, "SELECT count(*) FROM operations WHERE worker IS NOT NULL"},
    {id::next_wake, "SELECT min(wake_at) FROM live WHERE wake_at > $1"},
    {id::next_due, "SELECT min(due_at) FROM operations WHERE due_at > $1"},

    {id::check_held_by_nobody_known,
     "SELECT r.id FROM live l JOIN runs r ON r.run = l.run WHERE l.worker <> 0 AND NOT EXISTS "
     "(SELECT 1 FROM workers w WHERE w.worker = l.worker)"},
    {id::check_unseen_inbox,
     "SELECT r.id FROM live l JOIN runs r ON r.run = l.run WHERE l.status <> $1 AND l.worker = 0 "
     "AND EXISTS (SELECT 1 FROM inbox i WHERE i.run = l.run) "
     "AND NOT EXISTS (SELECT 1 FROM ready q WHERE q.run = l.run)"},
    {id::check_rows_of_ended,
     "SELECT r.id FROM runs r WHERE (r.status IS NULL) <> "
     "EXISTS (SELECT 1 FROM live l WHERE l.run = r.run)"},
    {id::check_ready_holders,
     "SELECT r.id FROM ready q JOIN runs r ON r.run = q.run LEFT JOIN live l ON l.run = q.run "
     "WHERE l.run IS NULL OR l.worker <> q.holder"},
    {id::check_strays,
     "SELECT DISTINCT i.run FROM inbox i LEFT JOIN live l ON l.run = i.run WHERE l.run IS NULL"},
    {id::check_attempts,
     "SELECT r.id, o.number FROM operations o JOIN runs r ON r.run = o.run "
     "WHERE (o.worker <> 0 AND NOT EXISTS (SELECT 1 FROM workers w WHERE w.worker = o.worker)) "
     "OR (o.worker IS NOT NULL AND o.due_at IS NOT NULL) "
     "OR (o.worker IS NULL AND o.due_at IS NULL AND o.child IS NULL)"},
    {id::check_file, "PRAGMA quick_check(100)"},
}};

#undef RUN_INFO
#undef OPERATION
#undef RUN_RECORD
#undef RUN_RECORD_TABLES
#undef NARROWED

constexpr bool in_order() {
    for (std::size_t i = 0; i < statements.size(); ++i) {
        if (static_cast<std::size_t>(statements[i].which) != i) return false;
    }
    return true;
}
static_assert(in_order(), "the texts stand in the order of the enumeration");

}  // namespace

std::string_view text(id which) noexcept {
    return statements[static_cast<std::size_t>(which)].text;
}

}  // namespace bounce::durable::sql
