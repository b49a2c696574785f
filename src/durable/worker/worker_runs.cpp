#include "durable/worker/broken.hpp"
#include "durable/worker/worker_loop.hpp"

#include "bounce/durable/errc.hpp"

#include <algorithm>

namespace bounce::durable {

namespace {

/// Runs claimed at a time.
constexpr std::size_t claim_limit = 128;
/// A run whose timer is due so soon is not let go.
constexpr nanoseconds soon = milliseconds{100};

}  // namespace

// --- claims -----------------------------------------------------------------------------------------

void worker_loop::claim_runs() {
    const std::size_t room =
        options_.run_slots - std::min(options_.run_slots, runs_.size() + opening_);
    if (!run_claims_.wanted() || run_claims_.under_way() || room == 0) return;
    worker_claim wish = run_claims_.begin(worker_, std::min(room, claim_limit));
    wish.unsupported.assign(unsupported_.begin(), unsupported_.end());
    auto claimed = [this, wish](result<run_claim_answer> found) {
        if (!found) return claim_failed(run_claims_, "claim runs", found.error());
        run_claims_.answered(wish, found->now, found->runs.size());
        if (!found->runs.empty()) ++changes_;
        take(*std::move(found));
    };
    store_.claim_runs(wish, reply_to<run_claim_answer>(std::move(claimed)));
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
            if (broken_.contains(one.info.number)) continue;  // held, so that nobody tries in vain
            if (must_be_alone(one) && !options_.alone.empty()) {
                open_alone(std::move(one));
            } else {
                open(std::move(one));
            }
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

void worker_loop::open_alone(claimed_run found) {
    ++opening_;
    auto executing = [](std::shared_ptr<event_queue> events, claimed_run run,
                        worker_loop& loop) -> task<void> {
        const held_run held{run.info.number, loop.worker_, run.epoch};
        auto how = co_await have_done_alone(loop.options_, alone_work(held));
        events->put([&loop, run = std::move(run), how = std::move(how)] {
            --loop.opening_;
            loop.closed_alone(run, how);
        });
    };
    group_.spawn(executing(events_, std::move(found), *this), "execute alone").detach();
}

void worker_loop::closed_alone(const claimed_run& found, const result<alone_end>& how) {
    ++changes_;
    if (!how) return refuse(found, how.error());
    switch (*how) {
        case alone_end::done: return look_for_work();  // it was let go with its commit
        case alone_end::crashed: {
            auto commits = std::make_shared<batch>();
            commits->slices.push_back(crashed_run(found, worker_, wall_clock_now()));
            return send(std::move(commits));
        }
        case alone_end::broken:
            return refuse(found, error{errc::bad_state}.in(
                                     "execute alone (its process has said why)", found.info.id));
        case alone_end::not_done:
            return refuse(found, error{bounce::errc::would_block}.in(
                                     "execute alone (its process has said why)", found.info.id));
    }
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
    run_release one;
    one.run = {found.info.number, worker_, found.epoch};
    // Another worker may be able to; this one asks for this code no more.
    if (why == bounce::errc::unsupported) unsupported_.insert(found.info.code);
    // What is broken for good waits for somebody who mends it; a store that fails is tried again.
    one.ready = !is_broken(why);
    if (!one.ready) broken_.insert(found.info.number);
    if (!one.ready || why == bounce::errc::unsupported)
        one.waiting_for = "a worker that can run it: " + why.message();
    later(retry_pause, [this, one] { let_go({one}); });
}

void worker_loop::let_go(const std::vector<run_release>& runs) {
    store_.release(runs, reply_to<void>([this, runs](const auto& done) {
                       if (done) return;
                       report("release", done.error());
                       later(retry_pause, [this, runs] { let_go(runs); });
                   }));
}

void worker_loop::claim_steps() {
    const std::size_t room = free_step_slots();
    if (!step_claims_.wanted() || step_claims_.under_way() || room == 0) return;
    // Half of the room stays for the steps that this worker's own runs ask for: begun with the commit
    // that asks for them, they need no claim, and no commit of their own for how they end.
    const std::size_t limit = options_.runs ? (room + 1) / 2 : room;
    worker_claim wish = step_claims_.begin(worker_, limit);
    wish.unsupported.assign(unsupported_.begin(), unsupported_.end());
    reserved_steps_ += limit;
    auto claimed = [this, wish](result<step_claim_answer> found) {
        reserved_steps_ -= wish.limit;
        if (!found) return claim_failed(step_claims_, "claim steps", found.error());
        step_claims_.answered(wish, found->now, found->steps.size());
        if (!found->steps.empty()) ++changes_;
        for (claimed_step& step : found->steps) begin(std::move(step), false);
    };
    store_.claim_steps(wish, reply_to<step_claim_answer>(std::move(claimed)));
}

void worker_loop::claim_failed(claim_turns& turns, std::string_view what, const error& why) {
    turns.failed();
    if (why == errc::fenced) return lost_lease();
    report(what, why);
    later(retry_pause, [&turns] { turns.want(); });
}

/// There may be something to claim of either kind.
void worker_loop::look_for_work() noexcept {
    run_claims_.want();
    step_claims_.want();
    wake_known_ = false;
}

/// Asked when there is nothing to claim: when will there be?
void worker_loop::look_for_wake() {
    if (wake_known_ || looking_for_wake_ || run_claims_.under_way() || step_claims_.under_way())
        return;
    const nanoseconds seen = std::min(run_claims_.seen(), step_claims_.seen());
    if (seen == nanoseconds::max()) return;
    looking_for_wake_ = true;
    wake_known_ = true;
    auto told = [this](result<std::optional<nanoseconds>> found) {
        looking_for_wake_ = false;
        if (!found) return later(retry_pause, [this] { wake_known_ = false; });
        wake_at_ = *found;
    };
    store_.next_wake(worker_, seen, reply_to<std::optional<nanoseconds>>(std::move(told)));
}

// --- slices and commits -----------------------------------------------------------------------------

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
            run_claims_.want();
            continue;
        }
        h->run.committed(*found->second);
        if (found->second->more) run_claims_.want();
        for (const operation_number left : entry.left) {
            const auto first = attempts_.lower_bound({entry.run, left, 0});
            if (first != attempts_.end() && first->first.run == entry.run &&
                first->first.operation == left &&
                first->second.step.step.policy.when_left != on_cancel::abandon)
                stop_attempt(first->first);
        }
        for (claimed_step& step : entry.begun) begin(std::move(step), true);
        if (entry.released) {
            drop(h);
            wake_known_ = false;
        } else if (h->run.has_commit() || h->run.due(wall_clock_now())) {
            make_ready(h);
        }
    }
}

}  // namespace bounce::durable
