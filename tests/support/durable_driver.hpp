#pragma once

#include "durable/engine/active_run.hpp"
#include "durable/engine/retry.hpp"
#include "durable_calls.hpp"

#include "bounce/durable/store.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bounce::durable {

/// The process died: everything that was only in memory is gone.
struct process_died {};

/// How a worker behaves.
struct driver_options {
    driver_options() = default;

    std::int64_t pid = 1;
    /// After a store's error: dies, or makes the call again.
    bool dies = false;
    /// Lets every run go with every commit, so that each slice begins with a claim and a state.
    bool evicts = false;
    /// Performs the steps of its own runs without claiming them, and feeds the outcomes.
    bool performs_own = true;
};

/// A worker in one thread that knows nothing but the engine and a store.
class driver {
    /// A call whose error means the end of the process, or that it is made again.
    template <class F>
    auto again(F&& f) {
        for (int tries = 0;; ++tries) {
            auto answer = f();
            if (answer) {
                if constexpr (!std::is_void_v<typename decltype(answer)::value_type>)
                    return std::move(*answer);
                else
                    return;
            }
            if (how_.dies) throw process_died{};
            BOUNCE_ASSERT(tries < 3, "a call failed again and again");
        }
    }

public:
    /// Performs a body.
    using perform = std::function<outcome(const claimed_step&)>;

    driver(store& s, const program& code, perform body, const driver_options& how)
        : call_{s}, code_{&code}, body_{std::move(body)}, how_{how} {
        const auto made =
            again([&] { return call_.register_worker({"boot", how_.pid, 1}, seconds{30}); });
        me_ = made.worker;
        now_ = made.now;
    }

    /// Does all there is to do at this time. False: there was nothing.
    bool turn() {
        bool worked = recover();
        worked = claim_runs() || worked;
        worked = advance() || worked;
        worked = perform_own() || worked;
        worked = claim_steps() || worked;
        if (!worked) again([&] { return call_.renew_worker(me_, seconds{30}); });
        return worked;
    }

    [[nodiscard]] std::optional<nanoseconds> next_wake() {
        return again([&] { return call_.next_wake(me_, now_); });
    }
    [[nodiscard]] nanoseconds now() const noexcept { return now_; }

private:
    worker_claim wish(std::uint64_t& ticket) {
        worker_claim made;
        made.worker = me_;
        made.ticket = ++ticket;
        return made;
    }

    bool recover() {
        const auto found = again([&] { return call_.recover(100); });
        now_ = found.now;
        std::vector<attempt_end> ends;
        for (const auto& a : found.attempts) ends.push_back(interrupt_attempt(a.step, now_));
        if (!ends.empty()) again([&] { return call_.finish_steps(ends); });
        return found.runs > 0 || !ends.empty();
    }

    bool claim_runs() {
        const auto wanted = wish(run_ticket_);
        auto answer = again([&] { return call_.claim_runs(wanted); });
        now_ = answer.now;
        for (auto& claimed : answer.runs) {
            const auto number = claimed.info.number;
            if (const auto at = active_.find(number); at != active_.end() && claimed.held) {
                at->second.refresh(std::move(claimed));
                continue;
            }
            if (claimed.held)
                claimed = again([&] { return call_.load_run({number, me_, claimed.epoch}); });
            active_run::options options;
            options.worker = me_;
            active_.erase(number);
            active_.emplace(number, active_run::open(*code_, std::move(claimed), options).value());
        }
        return !answer.runs.empty();
    }

    bool advance() {
        std::vector<slice_commit> batch;
        for (auto& [number, run] : active_) {
            if (run.due(now_)) run.resume(now_, budget{}).value();
            if (!run.has_commit()) continue;
            const std::size_t begin = how_.performs_own && !how_.evicts ? 1000 : 0;
            batch.push_back(run.take_commit(begin, how_.evicts).value());
        }
        if (batch.empty()) return false;
        const auto answer = again([&] { return call_.commit(batch); });
        now_ = answer.now;
        for (const auto& slice : batch) settle(slice, answer);
        return true;
    }

    void settle(const slice_commit& slice, const commit_answer& answer) {
        const auto at = active_.find(slice.run);
        const auto done = std::ranges::find(answer.done, slice.run, &commit_answer::committed::run);
        if (done == answer.done.end()) {
            // Somebody else has the run. What was performed was performed all the same.
            const auto ends = at->second.unconfirmed_ends();
            if (!ends.empty()) again([&] { return call_.finish_steps(ends); });
            active_.erase(at);
            return;
        }
        at->second.committed(*done);
        for (auto& step : at->second.begun_steps(slice, now_)) own_.push_back(std::move(step));
        if (slice.release) active_.erase(at);
    }

    bool perform_own() {
        const auto steps = std::exchange(own_, {});
        for (const auto& step : steps) end(step);
        return !steps.empty();
    }

    bool claim_steps() {
        const auto wanted = wish(step_ticket_);
        const auto answer = again([&] { return call_.claim_steps(wanted); });
        now_ = answer.now;
        for (const auto& step : answer.steps) end(step);
        return !answer.steps.empty();
    }

    void end(const claimed_step& step) {
        const auto ended = end_attempt(step, body_(step), now_, ++random_);
        const auto at = active_.find(step.attempt.run);
        if (!ended.retry_at && how_.performs_own && at != active_.end() &&
            at->second.feed(ended, now_))
            return;
        again([&] { return call_.finish_steps({ended}); });
    }

    calls call_;
    const program* code_;
    perform body_;
    driver_options how_;
    worker_number me_{};
    nanoseconds now_{};
    std::uint64_t run_ticket_ = 0;
    std::uint64_t step_ticket_ = 0;
    std::uint64_t random_ = 0;
    std::map<run_number, active_run> active_;
    std::vector<claimed_step> own_;
};

}  // namespace bounce::durable
