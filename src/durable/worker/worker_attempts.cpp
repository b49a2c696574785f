#include "durable/engine/retry.hpp"
#include "durable/process/crash_point.hpp"
#include "durable/worker/perform_step.hpp"
#include "durable/worker/worker_loop.hpp"

namespace bounce::durable {

namespace {

/// Before an attempt that could not even be made, for want of processes, say, is made again.
constexpr nanoseconds alone_pause = seconds{1};

}  // namespace

void worker_loop::begin(claimed_step step, bool counted) {
    const attempt_id id = step.attempt;
    auto work = group_.spawn(perform(step), "step");
    attempts_.emplace(id, attempt{std::move(step), std::move(work), counted, false});
}

task<void> worker_loop::perform(claimed_step step) {
    const attempt_id id = step.attempt;
    auto events = events_;
    if (must_be_alone(step.counts) && !options_.alone.empty()) {
        const auto how = co_await have_done_alone(options_, alone_work(id, worker_));
        const bool stopped = !how && how.error() == bounce::errc::cancelled;
        if (!how && !stopped) report("perform a step alone", how.error());
        events->put([this, id, stopped, end = how ? *how : alone_end::not_done] {
            if (stopped) return ended(id, stopped_attempt());
            ended_alone(id, end);
        });
        co_return;
    }
    outcome how = co_await perform_step(code_, std::move(step));
    events->put([this, id, how = std::move(how)]() mutable { ended(id, std::move(how)); });
}

/// The attempt, if it is one of this worker's and counts.
std::optional<worker_loop::attempt> worker_loop::take_attempt(const attempt_id& id) {
    ++changes_;
    const auto found = attempts_.find(id);
    if (found == attempts_.end()) return std::nullopt;
    attempt taken = std::move(found->second);
    attempts_.erase(found);
    step_claims_.want();  // there is room now
    if (taken.lost)
        return std::nullopt;  // whoever took this worker for dead counts it as interrupted
    const auto run = runs_.find(id.run);
    if (taken.counted && run != runs_.end() && run->second->attempts > 0) --run->second->attempts;
    return taken;
}

void worker_loop::ended(const attempt_id& id, outcome how) {
    const auto made = take_attempt(id);
    if (!made) return;
    const nanoseconds now = wall_clock_now();
    const bool cut_off = stopping_ && !how.succeeded() && how.why().kind == "cancelled";
    attempt_end end = cut_off ? interrupt_attempt(made->step, now)
                              : end_attempt(made->step, std::move(how), now, random_());
    const auto run = runs_.find(id.run);
    if (run != runs_.end() && !end.retry_at && run->second->run.feed(end, now))
        return make_ready(run->second);
    ends_.push_back(std::move(end));
}

void worker_loop::ended_alone(const attempt_id& id, alone_end how) {
    const auto made = take_attempt(id);
    if (!made) return;
    if (how == alone_end::done) return look_for_work();
    const nanoseconds now = wall_clock_now();
    attempt_end end = how == alone_end::crashed ? crash_attempt(made->step, now)
                                                : interrupt_attempt(made->step, now);
    if (how != alone_end::crashed && end.retry_at) end.retry_at = now + alone_pause;
    ends_.push_back(std::move(end));
}

void worker_loop::stop_attempt(const attempt_id& id) {
    const auto found = attempts_.find(id);
    if (found == attempts_.end()) return;
    found->second.work.abort();
    if (found->second.work.ended()) stopped_ = true;
}

/// A task that is stopped before its first turn never runs, and so tells nobody that it has ended.
void worker_loop::bury_unstarted() {
    if (!std::exchange(stopped_, false)) return;
    std::vector<attempt_id> never;
    for (const auto& [id, work] : attempts_)
        if (work.work.ended()) never.push_back(id);
    for (const attempt_id& id : never) ended(id, stopped_attempt());
}

void worker_loop::send_ends() {
    if (ends_.empty()) return;
    crash_point("before_result");
    send_ends(std::make_shared<std::vector<attempt_end>>(std::exchange(ends_, {})));
}

void worker_loop::send_ends(const std::shared_ptr<std::vector<attempt_end>>& ends) {
    ++ends_under_way_;
    store_.finish_steps(*ends,
                        reply_to<std::vector<attempt_verdict>>([this, ends](const auto& verdicts) {
                            --ends_under_way_;
                            ++changes_;
                            if (verdicts) return look_for_work();
                            report("finish steps", verdicts.error());
                            ++ends_under_way_;
                            later(retry_pause, [this, ends] {
                                --ends_under_way_;
                                send_ends(ends);
                            });
                        }));
}

}  // namespace bounce::durable
