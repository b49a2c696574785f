#include "durable/store/memory/tables.hpp"

#include "bounce/durable/errc.hpp"

#include <algorithm>

// Steps and the attempts at them.

namespace bounce::durable::memory {

void tables::set_due(run_row& run, operation_row& op, std::optional<nanoseconds> at) {
    auto& record = op.record;
    if (record.retry_at) due_.erase({*record.retry_at, run.info.number, record.number});
    record.retry_at = at;
    if (at) due_.insert({*at, run.info.number, record.number});
}

void tables::begin(run_row& run, operation_row& op, worker_number worker, nanoseconds now) {
    set_due(run, op, std::nullopt);
    ++op.record.attempts;
    op.record.state = operation_record::status::running;
    op.record.started_at = now;
    op.record.pid = pid_of(worker);
    op.under_way = true;
    op.worker = worker;
    ++under_way_;
    workers_.at(worker).attempts.insert({run.info.number, op.record.number, op.record.attempts});
}

void tables::stop_attempt(run_row& run, operation_row& op) {
    if (!op.under_way) return;
    const attempt_id attempt{run.info.number, op.record.number, op.record.attempts};
    if (const auto by = workers_.find(op.worker); by != workers_.end())
        by->second.attempts.erase(attempt);
    orphans_.erase(attempt);
    op.under_way = false;
    op.worker = nobody;
    --under_way_;
}

claimed_step tables::step_view(const run_row& run, const operation_row& op) const {
    claimed_step seen;
    seen.attempt = {run.info.number, op.record.number, op.record.attempts};
    seen.run = run.info;
    seen.step = op.step;
    seen.counts = op.record.counts;
    seen.requested_at = op.record.requested_at;
    return seen;
}

result<step_claim_answer> tables::claim_steps(const worker_claim& wish, nanoseconds now) {
    const auto found = workers_.find(wish.worker);
    if (found == workers_.end()) return error{errc::fenced}.in("claim steps");
    auto& worker = found->second;
    step_claim_answer answer;
    answer.now = now;
    if (wish.ticket != worker.step_ticket) {
        std::vector<attempt_id> claim;
        for (auto at = due_.begin(); at != due_.end() && claim.size() < wish.limit;) {
            const auto [time, run_at, number] = *at++;  // beginning it takes it off the list
            if (time > now) break;
            auto& run = runs_.at(run_at);
            if (std::ranges::binary_search(wish.unsupported, run.info.code)) continue;
            auto& op = run.open.at(number);
            begin(run, op, wish.worker, now);
            claim.push_back({run_at, number, op.record.attempts});
        }
        if (claim.empty()) return answer;
        worker.step_ticket = wish.ticket;
        worker.claimed_steps = std::move(claim);
    }
    for (const auto& attempt : worker.claimed_steps) {
        const auto& run = runs_.at(attempt.run);
        const auto op = run.open.find(attempt.operation);
        if (op != run.open.end() && op->second.under_way &&
            op->second.record.attempts == attempt.attempt)
            answer.steps.push_back(step_view(run, op->second));
    }
    return answer;
}

result<claimed_step> tables::load_step(const attempt_id& attempt, worker_number worker) const {
    const auto run = runs_.find(attempt.run);
    if (run != runs_.end()) {
        const auto op = run->second.open.find(attempt.operation);
        if (op != run->second.open.end() && op->second.under_way && op->second.worker == worker &&
            op->second.record.attempts == attempt.attempt)
            return step_view(run->second, op->second);
    }
    return error{errc::fenced}.in("load a step");
}

/// What an end means that comes for an attempt that is not under way.
attempt_verdict tables::repeated(const run_row& run, const attempt_id& attempt) const {
    const auto open = run.open.find(attempt.operation);
    if (open != run.open.end())
        return !open->second.under_way && open->second.record.attempts == attempt.attempt
                   ? attempt_verdict::accepted
                   : attempt_verdict::stale;
    const auto ended = std::ranges::find(run.ended, attempt.operation, &operation_record::number);
    if (ended == run.ended.end() || ended->attempts != attempt.attempt)
        return attempt_verdict::stale;
    return ended->state == operation_record::status::abandoned ? attempt_verdict::left
                                                               : attempt_verdict::accepted;
}

attempt_verdict tables::finish(const attempt_end& end, nanoseconds now) {
    const auto found = runs_.find(end.attempt.run);
    if (found == runs_.end()) return attempt_verdict::stale;
    auto& run = found->second;
    const auto at = run.open.find(end.attempt.operation);
    if (at == run.open.end() || !at->second.under_way ||
        at->second.record.attempts != end.attempt.attempt)
        return repeated(run, end.attempt);
    auto& op = at->second;
    const bool left = op.left;
    end_operation(run, op, end, now, true);
    return left ? attempt_verdict::left : attempt_verdict::accepted;
}

void tables::end_operation(run_row& run, operation_row& op, const attempt_end& end, nanoseconds now,
                           bool tell_run) {
    const auto number = op.record.number;
    const auto pid = op.record.pid;
    const bool interrupted = end.counts.interrupted > op.record.counts.interrupted;
    stop_attempt(run, op);
    op.record.counts = end.counts;
    if (!end.outcome.succeeded())
        op.record.failure = end.outcome.why().kind + ": " + end.outcome.why().message;
    const auto tell = [&](history_entry::kind what) {
        note(run, what, now, number, op.record.failure, pid);
    };
    if (interrupted) tell(history_entry::kind::interrupted);
    if (op.left) {
        tell(history_entry::kind::late_outcome);
        close(run, number, operation_record::status::abandoned, now);
        return;
    }
    if (end.retry_at && !op.last_attempt) {
        if (!interrupted) tell(history_entry::kind::retried);
        op.record.state = operation_record::status::waiting;
        set_due(run, op, end.retry_at);
        return;
    }
    close(run, number,
          end.outcome.succeeded() ? operation_record::status::succeeded
                                  : operation_record::status::failed,
          now);
    if (tell_run) deliver(run, delivery::finished{number, end.outcome}, now);
}

void tables::close(run_row& run, operation_number number, operation_record::status state,
                   nanoseconds now) {
    const auto at = run.open.find(number);
    set_due(run, at->second, std::nullopt);
    at->second.record.state = state;
    at->second.record.ended_at = now;
    run.ended.push_back(std::move(at->second.record));
    run.open.erase(at);
    if (run.ended.size() > around_.history_limit) run.ended.pop_front();
}

/// The run waits for the operation no more.
void tables::leave(run_row& run, operation_row& op, nanoseconds now, bool wait_allowed) {
    const auto number = op.record.number;
    if (op.record.what == operation_record::kind::child) {
        const auto child_number = op.child;
        const auto policy = op.child_left;
        close(run, number, operation_record::status::abandoned, now);
        auto& child = runs_.at(child_number);
        if (is_final(child.status) || policy == close_policy::abandon) return;
        if (policy == close_policy::cancel)
            ask_to_stop(child, "its parent left it", now);
        else
            kill(child, "its parent left it", now);
        return;
    }
    const bool wait = wait_allowed && op.step.policy.when_left == on_cancel::wait;
    set_due(run, op, std::nullopt);
    if (op.under_way) {
        op.last_attempt = wait;
        op.left = !wait;
        if (op.left) op.record.state = operation_record::status::abandoned;
        return;
    }
    close(run, number, operation_record::status::abandoned, now);
    if (wait) {
        failure why{"cancelled", "the step was left before it was performed"};
        deliver(run, delivery::finished{number, std::move(why)}, now);
    }
}

}  // namespace bounce::durable::memory
