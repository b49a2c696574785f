#include "durable/worker/worker_loop.hpp"

#include "durable/engine/retry.hpp"
#include "durable/process/crash_point.hpp"
#include "durable/worker/perform_step.hpp"

#include "bounce/crypto/random_bytes.hpp"
#include "bounce/durable/errc.hpp"
#include "bounce/durable/this_process.hpp"
#include "bounce/durable/worker/ask.hpp"
#include "bounce/runtime/shield.hpp"
#include "bounce/runtime/spawn.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace bounce::durable {

namespace {

/// A run whose timer is due so soon is not let go.
constexpr nanoseconds soon = milliseconds{100};
/// Before a call that failed is made again.
constexpr nanoseconds retry_pause = milliseconds{50};
/// Between two looks whether everybody is idle.
constexpr nanoseconds idle_pause = milliseconds{20};
/// A store need not tell of everything at once that other processes do.
constexpr nanoseconds longest_wait = milliseconds{500};

std::uint64_t random_seed() {
    std::array<std::byte, sizeof(std::uint64_t)> raw{};
    std::uint64_t seed = 0;
    if (crypto::fill_random(raw)) std::memcpy(&seed, raw.data(), sizeof seed);
    return seed;
}

}  // namespace

worker_loop::worker_loop(store& from, script_code& code, const worker_options& options,
                         task_group& attempts)
    : store_{from}, code_{code}, options_{options}, group_{attempts}, random_{random_seed()} {}

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
            want_runs_ = want_steps_ = true;
            wake_known_ = false;
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
        wake_known_ = false;
        want_runs_ = want_steps_ = true;
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

// --- claims -----------------------------------------------------------------------------------------

void worker_loop::claim_runs() {
    const std::size_t room =
        options_.run_slots - std::min(options_.run_slots, runs_.size() + opening_);
    if (!options_.runs || stopping_ || !want_runs_ || claiming_runs_ || room == 0) return;
    want_runs_ = false;
    claiming_runs_ = true;
    worker_claim wish;
    wish.worker = worker_;
    wish.ticket = run_ticket_ + 1;
    wish.limit = std::min<std::size_t>(room, 128);
    wish.unsupported.assign(unsupported_.begin(), unsupported_.end());
    store_.claim_runs(wish, reply_to<run_claim_answer>([this, wish](auto found) {
                          claiming_runs_ = false;
                          if (!found) {
                              if (found.error() == errc::fenced) return lost_lease();
                              report("claim runs", found.error());
                              return later(retry_pause, [this] { want_runs_ = true; });
                          }
                          run_ticket_ = wish.ticket;
                          if (found->runs.size() == wish.limit) want_runs_ = true;
                          if (!found->runs.empty()) ++changes_;
                          take(*std::move(found));
                      }));
}

void worker_loop::take(run_claim_answer found) {
    for (claimed_run& one : found.runs) {
        const auto known = runs_.find(one.info.number);
        if (one.held) {
            if (known == runs_.end()) continue;  // let go meanwhile; the store has its inbox
            known->second->run.refresh(std::move(one));
            make_ready(known->second);
        } else {
            if (known != runs_.end()) drop(known->second);
            open(std::move(one));
        }
    }
}

void worker_loop::open(claimed_run found) {
    if (auto program = code_.find(found.info.code))
        return adopt(std::move(found), std::move(program));
    ++opening_;
    auto loading = [](script_code& code, std::shared_ptr<event_queue> events, claimed_run run,
                      worker_loop& loop) -> task<void> {
        auto program = co_await code.load(run.info.code);
        events->put([&loop, run = std::move(run), program = std::move(program)]() mutable {
            --loop.opening_;
            if (program) {
                loop.adopt(std::move(run), *std::move(program));
            } else {
                loop.refuse(run, program.error());
            }
        });
    };
    group_.spawn(loading(code_, events_, std::move(found), *this), "load code").detach();
}

void worker_loop::adopt(claimed_run found, std::shared_ptr<const script_program> program) {
    active_run::options how;
    how.worker = worker_;
    how.cleanup_timeout = options_.cleanup_timeout;
    claimed_run copy = found;
    auto opened = active_run::open(*program, std::move(found), how);
    if (!opened) return refuse(copy, opened.error());
    auto h = std::make_shared<held>(*std::move(opened), std::move(program));
    runs_[h->run.info().number] = h;
    make_ready(h);
}

void worker_loop::refuse(const claimed_run& found, const error& why) {
    report("run " + found.info.id, why);
    if (why == bounce::errc::unsupported) unsupported_.insert(found.info.code);
    std::vector<run_release> releases(1);
    releases[0].run = {found.info.number, worker_, found.epoch};
    // Another worker may be able to; this one asks for this code no more.
    releases[0].ready = why == bounce::errc::unsupported;
    releases[0].waiting_for = "a worker that can run it: " + why.message();
    store_.release(std::move(releases), reply_to<void>([](const auto&) {}));
}

void worker_loop::claim_steps() {
    const std::size_t room = free_step_slots();
    if (!options_.steps || stopping_ || !want_steps_ || claiming_steps_ || room == 0) return;
    want_steps_ = false;
    claiming_steps_ = true;
    worker_claim wish;
    wish.worker = worker_;
    wish.ticket = step_ticket_ + 1;
    wish.limit = room;
    wish.unsupported.assign(unsupported_.begin(), unsupported_.end());
    reserved_steps_ += room;
    store_.claim_steps(wish, reply_to<step_claim_answer>([this, wish](auto found) {
                           claiming_steps_ = false;
                           reserved_steps_ -= wish.limit;
                           if (!found) {
                               if (found.error() == errc::fenced) return lost_lease();
                               report("claim steps", found.error());
                               return later(retry_pause, [this] { want_steps_ = true; });
                           }
                           step_ticket_ = wish.ticket;
                           if (found->steps.size() == wish.limit) want_steps_ = true;
                           if (!found->steps.empty()) ++changes_;
                           for (claimed_step& step : found->steps) begin(std::move(step));
                       }));
}

/// Asked when there is nothing to claim: when will there be?
void worker_loop::look_for_wake() {
    if (wake_known_ || looking_for_wake_ || claiming_runs_ || claiming_steps_ || want_runs_) return;
    looking_for_wake_ = true;
    wake_known_ = true;
    store_.next_wake(worker_, reply_to<std::optional<nanoseconds>>([this](auto found) {
                         looking_for_wake_ = false;
                         if (!found) return later(retry_pause, [this] { wake_known_ = false; });
                         wake_at_ = *found;
                     }));
}

// --- runs -------------------------------------------------------------------------------------------

void worker_loop::make_ready(const held_ptr& h) {
    if (h->queued || h->dropped) return;
    h->queued = true;
    ready_.push_back(h);
}

void worker_loop::set_alarm(const held_ptr& h) {
    const std::optional<nanoseconds> next = h->dropped ? std::nullopt : h->run.wake_at();
    if (next == h->alarm) return;
    if (h->alarm) alarms_.erase({*h->alarm, h->run.info().number});
    h->alarm = next;
    if (next) alarms_.insert({*next, h->run.info().number});
}

void worker_loop::resume(const held_ptr& h, nanoseconds now) {
    if (!h->run.due(now)) {
        set_alarm(h);
        if (h->run.has_commit()) to_commit_.push_back(h);
        return;
    }
    ++changes_;
    if (auto went_on = h->run.resume(now, budget{options_.slice_fuel}); !went_on) {
        claimed_run broken;
        broken.info = h->run.info();
        broken.epoch = h->run.epoch();
        drop(h);
        return refuse(broken, went_on.error());
    }
    set_alarm(h);
    to_commit_.push_back(h);
    if (h->run.due(now)) make_ready(h);
}

void worker_loop::drop(const held_ptr& h) {
    h->dropped = true;
    set_alarm(h);
    // What was performed for it was performed all the same.
    for (attempt_end& end : h->run.unconfirmed_ends()) ends_.push_back(std::move(end));
    const auto found = runs_.find(h->run.info().number);
    if (found != runs_.end() && found->second == h) runs_.erase(found);
}

void worker_loop::send_commits(nanoseconds now) {
    if (to_commit_.empty() || !lease_holds()) return;
    auto commits = std::make_shared<batch>();
    for (const held_ptr& h : std::exchange(to_commit_, {})) {
        if (!h->dropped && h->run.has_commit()) gather(h, *commits, now);
    }
    if (!commits->slices.empty()) send(std::move(commits));
}

void worker_loop::gather(const held_ptr& h, batch& into, nanoseconds now) {
    const std::size_t can_begin = options_.steps && !stopping_ ? free_step_slots() : 0;
    const auto wake = h->run.wake_at();
    const bool waits_here = h->attempts > 0 || (can_begin > 0 && h->run.waiting_commands() > 0);
    const bool release =
        stopping_ || (!waits_here && !h->run.due(now) && (!wake || *wake > now + soon));
    auto slice = h->run.take_commit(can_begin, release);
    if (!slice) {
        claimed_run broken;
        broken.info = h->run.info();
        broken.epoch = h->run.epoch();
        drop(h);
        return refuse(broken, slice.error());
    }
    batch_entry entry;
    entry.owner = h;
    entry.run = slice->run;
    entry.begun = h->run.begun_steps(*slice, now);
    entry.released = slice->release;
    for (const command& c : slice->commands) {
        if (const auto* left = std::get_if<command::abandon>(&c.what))
            entry.left.push_back(left->number);
    }
    h->attempts += entry.begun.size();
    reserved_steps_ += entry.begun.size();
    into.slices.push_back(*std::move(slice));
    into.entries.push_back(std::move(entry));
}

void worker_loop::send(std::shared_ptr<batch> commits) {
    ++commits_under_way_;
    store_.commit(
        commits->slices, reply_to<commit_answer>([this, commits](auto answer) {
            --commits_under_way_;
            if (answer) return settle(commits, *answer);
            report("commit", answer.error());
            ++commits_under_way_;  // it is still under way: nobody knows what became of it
            later(retry_pause, [this, commits] {
                --commits_under_way_;
                send(commits);
            });
        }));
}

void worker_loop::settle(const std::shared_ptr<batch>& commits, const commit_answer& answer) {
    ++changes_;
    std::map<run_number, const commit_answer::committed*> done;
    for (const auto& one : answer.done) done.emplace(one.run, &one);
    for (const auto& one : answer.failed) report("commit", one.why);
    for (batch_entry& entry : commits->entries) {
        const held_ptr& h = entry.owner;
        reserved_steps_ -= entry.begun.size();
        const auto found = done.find(entry.run);
        if (h->dropped) continue;
        if (found == done.end()) {
            drop(h);  // fenced, or refused: what it holds never happened
            want_runs_ = true;
            continue;
        }
        h->run.committed(*found->second);
        if (found->second->more) want_runs_ = true;
        for (const operation_number left : entry.left) {
            const auto first = attempts_.lower_bound({entry.run, left, 0});
            if (first != attempts_.end() && first->first.run == entry.run &&
                first->first.operation == left &&
                first->second.step.step.policy.when_left != on_cancel::abandon)
                stop_attempt(first->first);
        }
        for (claimed_step& step : entry.begun) begin(std::move(step));
        if (entry.released) {
            drop(h);
        } else if (h->run.has_commit() || h->run.due(wall_clock_now())) {
            make_ready(h);
        }
    }
}

// --- attempts ---------------------------------------------------------------------------------------

void worker_loop::begin(claimed_step step) {
    const attempt_id id = step.attempt;
    auto work = group_.spawn(perform(step), "step");
    attempts_.emplace(id, attempt{std::move(step), std::move(work)});
}

task<void> worker_loop::perform(claimed_step step) {
    const attempt_id id = step.attempt;
    auto events = events_;
    outcome how = co_await perform_step(code_, std::move(step));
    events->put([this, id, how = std::move(how)]() mutable { ended(id, std::move(how)); });
}

void worker_loop::ended(const attempt_id& id, outcome how) {
    ++changes_;
    const auto found = attempts_.find(id);
    if (found == attempts_.end()) return;
    const claimed_step step = std::move(found->second.step);
    attempts_.erase(found);
    const nanoseconds now = wall_clock_now();
    const bool cut_off = stopping_ && !how.succeeded() && how.why().kind == "cancelled";
    attempt_end end =
        cut_off ? interrupt_attempt(step, now) : end_attempt(step, std::move(how), now, random_());
    const auto run = runs_.find(id.run);
    if (run != runs_.end() && !run->second->dropped) {
        const held_ptr& h = run->second;
        if (h->attempts > 0) --h->attempts;
        if (!end.retry_at && h->run.feed(end, now)) return make_ready(h);
    }
    ends_.push_back(std::move(end));
    if (ends_.back().retry_at) wake_known_ = false;
    want_steps_ = true;
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
    for (const attempt_id& id : never)
        ended(id, outcome{failure{"cancelled", "the attempt was asked to stop"}});
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
                            if (verdicts) {
                                want_runs_ = want_steps_ = true;
                                wake_known_ = false;
                                return;
                            }
                            report("finish steps", verdicts.error());
                            ++ends_under_way_;
                            later(retry_pause, [this, ends] {
                                --ends_under_way_;
                                send_ends(ends);
                            });
                        }));
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
    store_.recover(256, reply_to<recovery>([this](auto found) {
                       recovering_ = false;
                       recover_at_ = steady_clock::now() + options_.recover_every;
                       if (!found) return report("recover", found.error());
                       if (found->runs > 0) want_runs_ = true;
                       for (const interrupted_attempt& cut : found->attempts)
                           ends_.push_back(interrupt_attempt(cut.step, found->now));
                       if (found->runs > 0 || !found->attempts.empty()) {
                           ++changes_;
                           recover_at_ = steady_clock::now();
                       }
                   }));
}

/// Somebody took this worker for dead: nothing that it holds is its own any more.
void worker_loop::lost_lease() {
    if (registering_ || stopping_) return;
    registering_ = true;
    lease_until_ = {};
    while (!runs_.empty()) drop(runs_.begin()->second);
    for (const auto& [id, work] : attempts_) stop_attempt(id);
    run_ticket_ = step_ticket_ = 0;
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
                               want_runs_ = want_steps_ = true;
                           }));
}

// --- ending -----------------------------------------------------------------------------------------

bool worker_loop::quiet() const noexcept {
    return ready_.empty() && to_commit_.empty() && opening_ == 0 && commits_under_way_ == 0 &&
           attempts_.empty() && ends_.empty() && ends_under_way_ == 0 && !claiming_runs_ &&
           !claiming_steps_ && !want_runs_ && !(want_steps_ && options_.steps) && !recovering_;
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
                        if (found->ready > 0 && options_.runs) want_runs_ = true;
                        if (found->open_steps > 0 && options_.steps) want_steps_ = true;
                    }));
}

// --- tools ------------------------------------------------------------------------------------------

template <class T>
reply<T> worker_loop::reply_to(std::move_only_function<void(result<T>)> handle) {
    return reply<T>{[events = events_, handle = std::move(handle)](result<T> found) mutable {
        events->put([handle = std::move(handle), found = std::move(found)]() mutable {
            handle(std::move(found));
        });
    }};
}

template <class F>
void worker_loop::later(nanoseconds delay, F f) {
    auto waiting = [](nanoseconds pause, std::shared_ptr<event_queue> events,
                      F then) -> task<void> {
        static_cast<void>(co_await sleep(pause));  // asked to stop: then at once
        events->put(std::move(then));
    };
    group_.spawn(waiting(delay, events_, std::move(f)), "pause").detach();
}

void worker_loop::report(std::string_view what, const error& why) const {
    if (!options_.report) return;
    options_.report(std::string{what} + ": " + why.message());
}

std::size_t worker_loop::free_step_slots() const noexcept {
    const std::size_t used = attempts_.size() + reserved_steps_;
    return options_.step_slots - std::min(options_.step_slots, used);
}

}  // namespace bounce::durable
