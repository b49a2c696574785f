#include "durable/store/sqlite/columns.hpp"
#include "durable/store/sqlite/tables.hpp"

#include "bounce/durable/errc.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

// Who gets which work. A claim repeated with the ticket of the last one gives again what that one gave,
// as far as the worker still has it. One that gave nothing is not remembered: it writes nothing.

namespace bounce::durable::sqlite_store_detail {

using sql::id;

namespace {

bool supports(session& in, const worker_claim& wish, const cursor& row, int code_column) {
    if (wish.unsupported.empty()) return true;
    code_hash code;
    code.bytes = raw_of<32>(in, row, code_column);
    return !std::ranges::binary_search(wish.unsupported, code);
}

}  // namespace

// Runs that are ready and runs whose timer is due, nobody's and this worker's, longest first. Of each
// of the three orders it takes no more than can be wanted of it.
std::vector<tables::candidate> tables::claimable(const worker_claim& wish) {
    std::vector<candidate> found;
    const auto take = [&](cursor rows, bool due) {
        std::size_t taken = 0;
        while (taken < wish.limit && rows.next()) {
            if (!supports(in_, wish, rows, 2)) continue;
            found.push_back({rows.get<run_number>(0), time_of(rows, 1), due,
                             due ? 0 : rows.get<std::int64_t>(3)});
            ++taken;
        }
    };
    take(in_.query(id::ready_runs, 0), false);
    take(in_.query(id::ready_runs, wish.worker), false);
    take(in_.query(id::due_runs, column(now()), wish.worker), true);
    std::ranges::sort(found, [](const candidate& a, const candidate& b) {
        return std::tuple{a.since, a.due, a.place, a.run} <
               std::tuple{b.since, b.due, b.place, b.run};
    });
    return found;
}

// The claim as it is kept: each run, and whether the worker held it before.
std::vector<std::int64_t> tables::take_runs(const worker_claim& wish) {
    std::vector<std::int64_t> claim;
    std::set<run_number> taken;
    for (const auto& next : claimable(wish)) {
        if (taken.size() == wish.limit) break;
        if (!taken.insert(next.run).second) continue;
        in_.run(id::delete_ready, next.run);
        const auto row = live(next.run);
        if (!row) continue;
        const bool held = row->worker == wish.worker;
        if (!held)
            in_.run(id::take_run, next.run, wish.worker, run_status::running, column(now()));
        else if (row->wake_at && *row->wake_at <= now())
            in_.run(id::set_wake, next.run, std::nullopt);
        claim.push_back(static_cast<std::int64_t>(next.run));
        claim.push_back(held ? 1 : 0);
    }
    return claim;
}

result<run_claim_answer> tables::claim_runs(const worker_claim& wish) {
    auto claimer = worker(wish.worker);
    if (!claimer) return error{errc::fenced}.in("claim runs");
    if (wish.ticket != claimer->run_ticket) {
        claimer->run_claim = take_runs(wish);
        if (!claimer->run_claim.empty())
            in_.run(id::write_run_claim, wish.worker, wish.ticket, packed(claimer->run_claim));
    }
    run_claim_answer answer;
    answer.now = now();
    for (std::size_t i = 0; i + 1 < claimer->run_claim.size(); i += 2) {
        const auto run = static_cast<run_number>(claimer->run_claim[i]);
        if (auto seen = view(run, wish.worker, claimer->run_claim[i + 1] != 0))
            answer.runs.push_back(*std::move(seen));
    }
    return answer;
}

// The claim as it is kept: run, operation and attempt of each.
std::vector<std::int64_t> tables::begin_steps(const worker_claim& wish, std::int64_t pid) {
    std::vector<std::int64_t> claim;
    {
        cursor row = in_.query(id::due_steps, column(now()));
        while (claim.size() / 3 < wish.limit && row.next()) {
            if (!supports(in_, wish, row, 3)) continue;
            claim.push_back(row.get<std::int64_t>(0));
            claim.push_back(row.get<std::int64_t>(1));
            claim.push_back(row.get<std::int64_t>(2) + 1);
        }
    }
    for (std::size_t i = 0; i + 2 < claim.size(); i += 3)
        in_.run(id::begin_attempt, claim[i], claim[i + 1], wish.worker, pid, column(now()));
    return claim;
}

result<step_claim_answer> tables::claim_steps(const worker_claim& wish) {
    auto claimer = worker(wish.worker);
    if (!claimer) return error{errc::fenced}.in("claim steps");
    if (wish.ticket != claimer->step_ticket) {
        claimer->step_claim = begin_steps(wish, claimer->pid);
        if (!claimer->step_claim.empty())
            in_.run(id::write_step_claim, wish.worker, wish.ticket, packed(claimer->step_claim));
    }
    step_claim_answer answer;
    answer.now = now();
    for (std::size_t i = 0; i + 2 < claimer->step_claim.size(); i += 3) {
        const attempt_id attempt{static_cast<run_number>(claimer->step_claim[i]),
                                 static_cast<operation_number>(claimer->step_claim[i + 1]),
                                 static_cast<std::uint32_t>(claimer->step_claim[i + 2])};
        if (auto step = step_view(attempt, wish.worker)) answer.steps.push_back(*std::move(step));
    }
    return answer;
}

result<claimed_step> tables::load_step(const attempt_id& attempt, worker_number worker) {
    auto step = step_view(attempt, worker);
    if (!step) return error{errc::fenced}.in("load a step");
    return *std::move(step);
}

}  // namespace bounce::durable::sqlite_store_detail
