#include "durable/worker/worker_loop.hpp"

#include "durable/engine/retry.hpp"
#include "durable/worker/random_seed.hpp"

#include "bounce/durable/errc.hpp"
#include "bounce/durable/this_process.hpp"
#include "bounce/durable/worker/ask.hpp"
#include "bounce/runtime/shield.hpp"

#include <algorithm>

namespace bounce::durable {

namespace {

/// Between two looks whether everybody is idle.
constexpr nanoseconds idle_pause = milliseconds{20};
/// Attempts of the dead that are decided about at a time.
constexpr std::size_t recover_limit = 256;
/// A store need not tell of everything at once that other processes do.
constexpr nanoseconds longest_wait = milliseconds{500};

}  // namespace

worker_loop::worker_loop(store& from, script_code& code, const worker_options& options,
                         task_group& attempts)
    : store_{from},
      code_{code},
      options_{options},
      group_{attempts},
      random_{random_seed()},
      run_claims_{!options.runs},
      step_claims_{!options.steps} {}

// --- turns ------------------------------------------------------------------------------------------

task<result<void>> worker_loop::run() {
    if (auto begun = co_await start_up(); !begun) co_return begun.error();
    while (!idle_) {
        turn(wall_clock_now());
        const result<void> waited = co_await events_->wait(next_turn(wall_clock_now()));
        if (!waited) break;  // asked to stop
        if (options_.until_idle) ask_whether_idle();
    }
    stopping_ = true;
    run_claims_.close();
    step_claims_.close();
    co_return co_await shield(shut_down());
}

task<result<void>> worker_loop::start_up() {
    auto call = [this](reply<worker_registration> done) {
        store_.register_worker(this_process(), options_.lease, std::move(done));
    };
    auto registered = co_await ask<worker_registration>(std::move(call));
    if (!registered) co_return registered.error();
    worker_ = registered->worker;
    lease_until_ = steady_clock::now() + options_.lease;
    renew_at_ = steady_clock::now() + options_.lease / 3;
    watching_ = store_.watch([events = events_, this] {
        events->put([this] {
            ++changes_;
            look_for_work();
        });
    });
    co_return {};
}

void worker_loop::turn(nanoseconds now) {
    // What comes of one event may be due at once: go on until nothing more is.
    do {
        housekeeping(now);
        while (!alarms_.empty() && alarms_.begin()->first <= now) {
            const auto found = runs_.find(alarms_.begin()->second);
            alarms_.erase(alarms_.begin());
            if (found == runs_.end()) continue;
            found->second->alarm.reset();
            make_ready(found->second);
        }
        if (lease_holds()) {
            claim_runs();
            claim_steps();
            // Those that become ready meanwhile have their turn after the commits of these.
            for (std::size_t left = ready_.size(); left > 0; --left) {
                const held_ptr h = std::move(ready_.front());
                ready_.pop_front();
                h->queued = false;
                if (!h->dropped) resume(h, now);
            }
            send_commits(now);
        }
        bury_unstarted();
        send_ends();
        look_for_wake();
        now = wall_clock_now();
    } while (events_->run());
}

time_point worker_loop::next_turn(nanoseconds now) const {
    const time_point at = steady_clock::now();
    if (!ready_.empty() && lease_holds()) return at;
    time_point next = std::min({at + longest_wait, renewing_ ? time_point::max() : renew_at_,
                                recovering_ ? time_point::max() : recover_at_});
    if (!alarms_.empty()) next = std::min(next, at + (alarms_.begin()->first - now));
    if (wake_at_) next = std::min(next, saturating_add(at, *wake_at_ - now));
    if (options_.until_idle) next = std::min(next, std::max(at, ask_idle_at_));
    return std::max(next, at);
}

void worker_loop::housekeeping(nanoseconds now) {
    const time_point at = steady_clock::now();
    if (at >= renew_at_ && !renewing_) renew();
    if (at >= recover_at_ && !recovering_) recover();
    if (wake_at_ && *wake_at_ <= now) {
        wake_at_.reset();
        look_for_work();
    }
}

task<result<void>> worker_loop::shut_down() {
    watching_.reset();
    for (const auto& [id, work] : attempts_) stop_attempt(id);
    // What is under way ends: attempts that were asked to stop, commits, ends being handed in.
    const time_point patience = steady_clock::now() + options_.lease / 2;
    while (steady_clock::now() < patience) {
        events_->run();
        bury_unstarted();
        send_commits(wall_clock_now());
        send_ends();
        if (attempts_.empty() && ends_.empty() && ends_under_way_ == 0 && commits_under_way_ == 0 &&
            to_commit_.empty())
            break;
        co_await co_await events_->wait(std::min(patience, steady_clock::now() + longest_wait));
    }
    std::vector<run_release> releases;
    for (auto& [number, h] : runs_) {
        run_release one;
        one.run = {number, worker_, h->run.epoch()};
        one.ready = !h->run.settled();
        releases.push_back(std::move(one));
    }
    auto let_go = [&](reply<void> done) { store_.release(releases, std::move(done)); };
    auto released = co_await ask<void>(std::move(let_go));
    auto leave = [&](reply<void> done) { store_.retire_worker(worker_, std::move(done)); };
    auto left = co_await ask<void>(std::move(leave));
    if (!released) co_return released.error();
    co_return left;
}

// --- the lease --------------------------------------------------------------------------------------

bool worker_loop::lease_holds() const noexcept {
    return steady_clock::now() < lease_until_ - options_.lease / 5;
}

void worker_loop::renew() {
    renewing_ = true;
    std::vector<attempt_id> performing;
    performing.reserve(attempts_.size());
    for (const auto& [id, work] : attempts_) performing.push_back(id);
    const time_point asked_at = steady_clock::now();
    store_.renew_worker(worker_, options_.lease, std::move(performing),
                        reply_to<worker_renewal>([this, asked_at](auto renewed) {
                            renewing_ = false;
                            renew_at_ = steady_clock::now() + options_.lease / 3;
                            if (!renewed) {
                                if (renewed.error() == errc::fenced) return lost_lease();
                                report("renew the lease", renewed.error());
                                renew_at_ = steady_clock::now() + retry_pause;
                                return;
                            }
                            lease_until_ = asked_at + options_.lease;
                            for (const attempt_id& id : renewed->unwanted) stop_attempt(id);
                        }));
}

void worker_loop::recover() {
    recovering_ = true;
    store_.recover(recover_limit, reply_to<recovery>([this](auto found) {
                       recovering_ = false;
                       recover_at_ = steady_clock::now() + options_.recover_every;
                       if (!found) return report("recover", found.error());
                       if (found->runs > 0) run_claims_.want();
                       for (const interrupted_attempt& cut : found->attempts)
                           ends_.push_back(interrupt_attempt(cut.step, found->now));
                       if (found->runs > 0 || !found->attempts.empty()) ++changes_;
                       if (found->attempts.size() == recover_limit)
                           recover_at_ = steady_clock::now();
                   }));
}

/// Somebody took this worker for dead: nothing that it holds is its own any more.
void worker_loop::lost_lease() {
    if (registering_ || stopping_) return;
    registering_ = true;
    lease_until_ = {};
    while (!runs_.empty()) drop(runs_.begin()->second);
    for (auto& [id, work] : attempts_) {
        work.lost = true;
        stop_attempt(id);
    }
    run_claims_.restart();
    step_claims_.restart();
    store_.register_worker(this_process(), options_.lease,
                           reply_to<worker_registration>([this](auto registered) {
                               registering_ = false;
                               if (!registered) {
                                   report("register", registered.error());
                                   return later(retry_pause, [this] { lost_lease(); });
                               }
                               worker_ = registered->worker;
                               lease_until_ = steady_clock::now() + options_.lease;
                               renew_at_ = steady_clock::now() + options_.lease / 3;
                               look_for_work();
                           }));
}

// --- ending -----------------------------------------------------------------------------------------

bool worker_loop::quiet() const noexcept {
    return ready_.empty() && to_commit_.empty() && opening_ == 0 && commits_under_way_ == 0 &&
           attempts_.empty() && ends_.empty() && ends_under_way_ == 0 && run_claims_.idle() &&
           step_claims_.idle() && !recovering_;
}

void worker_loop::ask_whether_idle() {
    if (asking_idle_ || !quiet() || steady_clock::now() < ask_idle_at_) return;
    asking_idle_ = true;
    const std::uint64_t before = changes_;
    store_.workload(worker_, reply_to<workload>([this, before](auto found) {
                        asking_idle_ = false;
                        ask_idle_at_ = steady_clock::now() + idle_pause;
                        if (!found) return report("count the work", found.error());
                        if (found->idle() && changes_ == before && quiet()) {
                            idle_ = true;
                            return;
                        }
                        // A worker for one sort of work waits for the other workers to do theirs.
                        if (found->ready > 0) run_claims_.want();
                        if (found->open_steps > 0) step_claims_.want();
                    }));
}

// --- tools ------------------------------------------------------------------------------------------

void worker_loop::report(std::string_view what, const error& why) const {
    if (!options_.report) return;
    options_.report(std::string{what} + ": " + why.message());
}

std::size_t worker_loop::free_step_slots() const noexcept {
    const std::size_t used = attempts_.size() + reserved_steps_;
    return options_.step_slots - std::min(options_.step_slots, used);
}

}  // namespace bounce::durable
