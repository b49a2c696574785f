#include "durable/store/memory/tables.hpp"

#include "bounce/durable/errc.hpp"

#include <algorithm>
#include <iterator>

// Workers, what they hold, and what they leave behind.

namespace bounce::durable::memory {

worker_registration tables::register_worker(process_identity who, nanoseconds lease,
                                            nanoseconds now) {
    const auto number = static_cast<worker_number>(++last_worker_);
    auto& row = workers_[number];
    row.who = std::move(who);
    row.until = now + lease;
    return {number, now, row.until};
}

result<worker_renewal> tables::renew(worker_number worker, nanoseconds lease,
                                     const std::vector<attempt_id>& performing, nanoseconds now) {
    const auto found = workers_.find(worker);
    if (found == workers_.end()) return error{errc::fenced}.in("renew the lease of a worker");
    found->second.until = now + lease;
    worker_renewal answer;
    answer.now = now;
    answer.until = found->second.until;
    for (const auto& attempt : performing) {
        const auto run = runs_.find(attempt.run);
        if (run == runs_.end()) continue;
        const auto op = run->second.open.find(attempt.operation);
        const bool current = op != run->second.open.end() && op->second.under_way &&
                             op->second.record.attempts == attempt.attempt;
        const bool wanted =
            current && !op->second.last_attempt &&
            (!op->second.left || op->second.step.policy.when_left == on_cancel::abandon);
        if (!wanted) answer.unwanted.push_back(attempt);
    }
    return answer;
}

bool tables::dead(const worker_row& worker, nanoseconds now) const {
    return worker.until <= now || (around_.is_dead && around_.is_dead(worker.who));
}

void tables::bury(std::map<worker_number, worker_row>::iterator worker, nanoseconds now) {
    for (const auto number : worker->second.runs) {
        auto& run = runs_.at(number);
        run.worker = nobody;
        make_ready(run, now);
    }
    for (const auto& attempt : worker->second.attempts) {
        auto& op = runs_.at(attempt.run).open.at(attempt.operation);
        op.worker = nobody;
        orphans_.insert(attempt);
    }
    workers_.erase(worker);
}

void tables::retire(worker_number worker, nanoseconds now) {
    if (const auto found = workers_.find(worker); found != workers_.end()) bury(found, now);
}

recovery tables::recover(std::size_t limit, nanoseconds now) {
    recovery found;
    found.now = now;
    for (auto at = workers_.begin(); at != workers_.end();) {
        const auto worker = at++;
        if (!dead(worker->second, now)) continue;
        found.runs += worker->second.runs.size();
        bury(worker, now);
    }
    for (const auto& attempt : orphans_) {
        if (found.attempts.size() == limit) break;
        const auto& run = runs_.at(attempt.run);
        const auto& op = run.open.at(attempt.operation);
        found.attempts.push_back({step_view(run, op), op.record.pid});
    }
    return found;
}

claimed_run tables::view(const run_row& run, bool held) const {
    claimed_run seen;
    seen.info = run.info;
    seen.epoch = run.epoch;
    seen.commits = run.commits;
    seen.held = held;
    if (!held) seen.state = run.state;
    seen.inbox = run.inbox;
    std::ranges::sort(seen.inbox, before);
    seen.claims = run.claims;
    seen.crashes = run.crashes;
    seen.told_to_stop_at = run.told_to_stop_at;
    return seen;
}

/// The run that has been ready, or due, for longest among those that this worker may have.
run_row* tables::next_claimable(const worker_claim& wish, nanoseconds now) {
    const auto claimable = [&](run_number number) {
        const auto& run = runs_.at(number);
        return (run.worker == nobody || run.worker == wish.worker) && !is_final(run.status) &&
               !std::ranges::binary_search(wish.unsupported, run.info.code);
    };
    const auto ready =
        std::ranges::find_if(ready_, [&](const auto& entry) { return claimable(entry.second); });
    const auto due = std::ranges::find_if(
        wakes_, [&](const auto& entry) { return entry.first > now || claimable(entry.second); });
    const bool is_due = due != wakes_.end() && due->first <= now;
    if (ready != ready_.end() && (!is_due || ready->first.first <= due->first))
        return &runs_.at(ready->second);
    return is_due ? &runs_.at(due->second) : nullptr;
}

result<run_claim_answer> tables::claim_runs(const worker_claim& wish, nanoseconds now) {
    const auto found = workers_.find(wish.worker);
    if (found == workers_.end()) return error{errc::fenced}.in("claim runs");
    auto& worker = found->second;
    run_claim_answer answer;
    answer.now = now;
    if (wish.ticket != worker.run_ticket) {
        std::vector<std::pair<run_number, bool>> claim;
        while (claim.size() < wish.limit) {
            auto* run = next_claimable(wish, now);
            if (run == nullptr) break;
            unready(*run);
            if (run->wake_at && *run->wake_at <= now) set_wake(*run, std::nullopt);
            const bool held = run->worker == wish.worker;
            if (!held) {
                run->worker = wish.worker;
                ++run->epoch;
                ++run->claims;
                run->status = run_status::running;
                worker.runs.insert(run->info.number);
            }
            claim.emplace_back(run->info.number, held);
        }
        if (claim.empty()) return answer;
        worker.run_ticket = wish.ticket;
        worker.claimed_runs = std::move(claim);
    }
    for (const auto& [number, held] : worker.claimed_runs)
        if (const auto& run = runs_.at(number); run.worker == wish.worker)
            answer.runs.push_back(view(run, held));
    return answer;
}

result<claimed_run> tables::load(const held_run& wanted) const {
    const auto found = runs_.find(wanted.run);
    if (found == runs_.end() || found->second.worker != wanted.worker ||
        found->second.epoch != wanted.epoch)
        return error{errc::fenced}.in("load a run");
    return view(found->second, false);
}

void tables::release(const run_release& wanted, nanoseconds now) {
    const auto found = runs_.find(wanted.run.run);
    if (found == runs_.end() || found->second.worker != wanted.run.worker ||
        found->second.epoch != wanted.run.epoch)
        return;
    auto& run = found->second;
    let_go(run);
    if (!wanted.waiting_for.empty()) run.waiting_for = wanted.waiting_for;
    if (wanted.ready || !run.inbox.empty()) make_ready(run, now);
}

}  // namespace bounce::durable::memory
