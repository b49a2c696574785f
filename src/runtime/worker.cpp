#include "runtime/worker.hpp"

#include "runtime/callback_node.hpp"
#include "runtime/runtime_core.hpp"

#include "bounce/base/assert.hpp"
#include "bounce/base/limits.hpp"
#include "bounce/runtime/detail/context.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace bounce::detail {

namespace {

constexpr minimio::token waker_token{0};

}  // namespace

result<std::unique_ptr<worker>> worker::create(runtime_core& core, unsigned index) {
    auto poll = minimio::poll::create();
    if (!poll) return std::move(poll).error().in("make the poll of a worker");
    auto waker = poll->registry().make_waker(waker_token);
    if (!waker) return std::move(waker).error().in("make the waker of a worker");
    return std::unique_ptr<worker>{new worker{core, index, *std::move(poll), *std::move(waker)}};
}

worker::worker(runtime_core& core, unsigned index, minimio::poll poll, minimio::waker waker)
    : core_{core},
      index_{index},
      multi_{core.multi()},
      steal_seed_{index * 2654435761U + 1},
      timers_{core.now()},
      poll_{std::move(poll)},
      waker_{std::move(waker)},
      io_{std::make_shared<io_table>(poll_.registry(), *this)} {
    if (core.options().poll_thread)
        poll_thread_ = std::make_unique<poll_thread>(poll_, core, core.worker_count() + 1);
}

worker::~worker() {
    drop_callbacks();  // what was posted too late to run
    io_->close();
}

time_point worker::now() const noexcept { return core_.now(); }

// --- the phases ------------------------------------------------------------------------------------

worker::park worker::turn() {
    if (mid_tick_) {
        poll_phase();
        run_phase(immediates);
        run_phase(closers);
        mid_tick_ = false;
    }
    ++ticks_;
    tick_count_.store(ticks_, memory_order_relaxed);
    core_.trace(trace_kind::tick, "", ticks_);
    after_callback();  // what became ready outside a callback, or was more than one callback's share
    timers_phase();
    pending_phase();
    mid_tick_ = true;

    park p;
    p.has_work = has_local_work() || (multi_ && try_steal());
    if (!p.has_work) p.until = next_timer();
    return p;
}

void worker::timers_phase() {
    {
        const lock_guard<spin_lock> guard{timers_lock_};
        if (timers_.size() == 0) return;
        timers_.advance(now());
    }
    for (;;) {
        completions woken;
        timer_node* node = nullptr;
        bool of_callback = false;
        {
            const lock_guard<spin_lock> guard{timers_lock_};
            node = timers_.pop_due();
            if (node == nullptr) return;
            of_callback = node->expire == &callback_timer::never;
            core_.trace(trace_kind::timer_fired, node->label, node->id, node->cause);
            if (!of_callback)
                node->expire(*node, woken);  // the node may be gone when the lock is free
        }
        if (of_callback) {
            fire_callback_timer(static_cast<callback_timer&>(*node));
        } else {
            woken.run();
        }
        after_callback();
    }
}

void worker::fire_callback_timer(callback_timer& timer) {
    const auto id = timer.id;
    const bool again = timer.period > nanoseconds::zero();
    // The callback may clear its own timer: it is moved out for the call.
    callback f = std::move(timer.function);
    run_as_callback(f, timer.label, id, timer.cause);
    const auto found = callback_timers_.find(id);
    if (found == callback_timers_.end()) return;
    if (!again) {
        callback_timers_.erase(found);
        return;
    }
    timer.function = std::move(f);
    const auto late = (now() - timer.deadline) / timer.period;
    timer.deadline += timer.period * (late + 1);
    arm(timer);
}

void worker::pending_phase() {
    if (has_remote_.load(memory_order_acquire)) {
        const lock_guard<spin_lock> guard{remote_lock_};
        pendings.splice_back(remote_posts_);
        fifo_.splice_back(remote_pinned_);
        has_remote_.store(false, memory_order_relaxed);
    }
    run_phase(pendings);
}

void worker::poll_phase() {
    if (poll_thread_ != nullptr) {
        std::vector<poll_thread::report> reports;
        poll_thread_->take(reports);
        for (const auto& r : reports) dispatch(r.token, r.ready);
    } else {
        for (const minimio::event e : events_) dispatch(e.token().value, e.ready());
        events_.clear();
    }
    take_inbox();
    after_callback();
    run_phase(poll_callbacks_);
}

void worker::dispatch(std::uint64_t token, minimio::readiness ready) {
    if (token == waker_token.value) return;
    completions woken;
    const auto number = io_->dispatch(token, ready, woken);
    if (number != 0 && poll_thread_ == nullptr) core_.trace_event_ready(number);
    woken.run();
    after_callback();
}

void worker::take_inbox() {
    // A current_thread loop has no thieves: everything moves over. Otherwise what came in stays where
    // others can take it, and next_ready() finds it.
    if (!multi_) inbox_.take(fifo_, ~0UL);
    if (has_remote_.load(memory_order_acquire)) {
        const lock_guard<spin_lock> guard{remote_lock_};
        fifo_.splice_back(remote_pinned_);
        if (remote_posts_.empty()) has_remote_.store(false, memory_order_relaxed);
    }
}

void worker::run_phase(runnable_list& phase) {
    // Only what is there now: what a callback adds to its own phase waits for the next tick.
    for (auto n = phase.size(); n != 0; --n) {
        runnable* r = phase.pop_front();
        if (r == nullptr) return;
        r->run(*r);
        after_callback();
    }
}

void worker::after_callback() {
    for (unsigned resumed = 0;;) {
        while (runnable* tick = next_ticks.pop_front()) tick->run(*tick);
        if (resumed == limits::resumptions_per_callback) return;
        runnable* task = next_ready();
        if (task == nullptr) return;
        task->run(*task);
        ++resumed;
        resumptions_.store(resumptions_.load(memory_order_relaxed) + 1, memory_order_relaxed);
    }
}

runnable* worker::next_ready() noexcept {
    if (!multi_) return fifo_.pop_front();
    // First what was stolen to be run now: nobody else can take it any more.
    if (stolen_ != nullptr) return std::exchange(stolen_, nullptr);
    // Now and then another queue comes first, so that tasks which keep each other ready do not shut it out.
    constexpr std::uint32_t round = 61;
    ++picks_;
    if (picks_ % round == 0) {
        if (runnable* r = inbox_.pop()) return r;
    } else if (picks_ % round == 1) {
        if (runnable* r = ready_.pop()) return r;
    }
    if (runnable* r = fifo_.pop_front()) return r;
    if (runnable* r = ready_.pop()) return r;
    return inbox_.pop();
}

bool worker::has_local_work() const noexcept {
    return !fifo_.empty() || stolen_ != nullptr || !next_ticks.empty() || !immediates.empty() ||
           !closers.empty() || !pendings.empty() || !poll_callbacks_.empty() ||
           has_remote_.load(memory_order_relaxed) || has_stealable();
}

void worker::run_as_callback(callback& f, const char* label, std::uint64_t id,
                             std::uint64_t cause) {
    core_.trace(trace_kind::callback_begun, label, id, cause);
    try {
        f();
    } catch (...) {
        core_.report_unhandled(std::current_exception(), label);
    }
}

void callback_node::call_and_delete(runnable& self) noexcept {
    const std::unique_ptr<callback_node> node{static_cast<callback_node*>(&self)};
    worker& w = *this_thread_context().current_worker;
    w.run_as_callback(node->function, node->label, 0, node->cause);
}

void worker::add_callback(runnable_list& phase, callback f, const char* label) {
    const auto* task = this_thread_context().current_task;
    phase.push_back(*new callback_node{std::move(f), label, task != nullptr ? task->id : 0});
}

void worker::drop_callbacks() noexcept {
    for (auto* phase : {&next_ticks, &immediates, &closers, &pendings}) {
        while (runnable* r = phase->pop_front()) delete static_cast<callback_node*>(r);
    }
    runnable_list posts;
    {
        const lock_guard<spin_lock> guard{remote_lock_};
        posts.splice_back(remote_posts_);
    }
    while (runnable* r = posts.pop_front()) delete static_cast<callback_node*>(r);
    const auto timers = std::exchange(callback_timers_, {});
    const lock_guard<spin_lock> guard{timers_lock_};
    for (const auto& [id, timer] : timers) timers_.disarm(*timer);
}

// --- waiting and waking ----------------------------------------------------------------------------

std::optional<time_point> worker::next_timer() noexcept {
    const lock_guard<spin_lock> guard{timers_lock_};
    return timers_.next();
}

void worker::wait(std::optional<nanoseconds> timeout) {
    if (poll_thread_ != nullptr) {
        poll_thread_->wait(timeout);
    } else {
        // `closed` is the only error; then there is nothing to wait for any more.
        static_cast<void>(poll_.wait(events_, timeout));
    }
}

void worker::collect(const park& p, std::optional<time_point> give_up) {
    if (core_.virtual_time()) {
        collect_virtual(p, give_up);
        return;
    }
    std::optional<nanoseconds> timeout;
    if (p.until) timeout = std::max(*p.until - now(), nanoseconds::zero());
    auto expected = parking::running;
    const bool sleeps =
        !p.has_work && (!timeout || *timeout > nanoseconds::zero()) &&
        park_.compare_exchange_strong(expected, parking::parked, memory_order_seq_cst);
    if (!sleeps) {
        wait(nanoseconds::zero());
    } else if (multi_) {
        core_.announce_idle(index_);
        if (core_.any_stealable() || core_.stopping()) {
            wait(nanoseconds::zero());
        } else {
            parks_.store(parks_.load(memory_order_relaxed) + 1, memory_order_relaxed);
            wait(timeout);
        }
        core_.withdraw_idle(index_);
    } else {
        parks_.store(parks_.load(memory_order_relaxed) + 1, memory_order_relaxed);
        wait(timeout);
    }
    park_.exchange(parking::running, memory_order_seq_cst);
}

void worker::collect_virtual(const park& p, std::optional<time_point> give_up) {
    wait(nanoseconds::zero());
    if (p.has_work || !events_.empty() ||
        park_.exchange(parking::running, memory_order_seq_cst) == parking::notified)
        return;
    // Nothing to do now. A job that is under way ends in real time; otherwise time jumps.
    const bool must_wait = jobs_.load(memory_order_relaxed) != 0 || !p.until;
    if (!must_wait) {
        core_.jump_to(std::max(*p.until, now()));
        return;
    }
    auto expected = parking::running;
    std::optional<nanoseconds> timeout;
    if (give_up) timeout = std::max(*give_up - steady_clock::now(), nanoseconds::zero());
    if (park_.compare_exchange_strong(expected, parking::parked, memory_order_seq_cst) &&
        inbox_.size() == 0)
        wait(timeout);
    park_.exchange(parking::running, memory_order_seq_cst);
}

bool worker::notify() noexcept {
    if (park_.exchange(parking::notified, memory_order_seq_cst) != parking::parked) return false;
    wakes_.fetch_add(1, memory_order_relaxed);
    poll_thread_ != nullptr ? poll_thread_->wake() : waker_.wake();
    return true;
}

void worker::push_local(task_header& task) noexcept {
    if (!multi_ || task.pinned) {
        fifo_.push_back(task);
        return;
    }
    ready_.push(task, inbox_);
    core_.wake_one();
}

void worker::push_remote(runnable& task, bool pinned) noexcept {
    const runtime_core::visit visit{core_};
    if (pinned) {
        const lock_guard<spin_lock> guard{remote_lock_};
        remote_pinned_.push_back(task);
        has_remote_.store(true, memory_order_release);
    } else {
        inbox_.push(task);
    }
    if (!notify() && multi_ && !pinned) core_.wake_one();
}

void worker::post_remote(callback f) {
    auto* node = new callback_node{std::move(f), "post", 0};
    {
        const lock_guard<spin_lock> guard{remote_lock_};
        remote_posts_.push_back(*node);
        has_remote_.store(true, memory_order_release);
    }
    notify();
}

// --- stealing --------------------------------------------------------------------------------------

runnable* worker::steal_for(worker& thief) noexcept {
    if (runnable* r = ready_.steal_into(thief.ready_)) return r;
    runnable_list taken;
    inbox_.take(taken, (inbox_.size() + 1) / 2);
    runnable* first = taken.pop_front();
    while (runnable* r = taken.pop_front()) thief.ready_.push(*r, thief.inbox_);
    return first;
}

bool worker::try_steal() noexcept {
    if (core_.stopping()) return false;
    core_.begin_search();
    // xorshift32 (Marsaglia, "Xorshift RNGs", 2003): thieves start at different victims.
    steal_seed_ ^= steal_seed_ << 13U;
    steal_seed_ ^= steal_seed_ >> 17U;
    steal_seed_ ^= steal_seed_ << 5U;
    const unsigned n = core_.worker_count();
    runnable* stolen = nullptr;
    for (unsigned i = 0; i < n && stolen == nullptr; ++i) {
        const unsigned victim = (steal_seed_ + i) % n;
        if (victim != index_) stolen = core_.worker_at(victim).steal_for(*this);
    }
    const bool last = core_.end_search();
    if (stolen == nullptr) return false;
    steals_.store(steals_.load(memory_order_relaxed) + 1, memory_order_relaxed);
    if (last) core_.wake_one();  // where there was one there may be more
    stolen_ = stolen;
    return true;
}

void worker::thread_main() {
    set_current_thread_name("worker" + std::to_string(index_));
    const worker_thread_scope scope{*this, index_ + 1};
    core_.trace(trace_kind::thread_started, current_thread_name().c_str());
    while (!core_.stopping()) {
        const park p = turn();
        collect(p);
    }
    core_.trace(trace_kind::thread_finished, current_thread_name().c_str());
}

// --- timers, counts --------------------------------------------------------------------------------

void worker::arm(timer_node& node) noexcept {
    node.home = this;
    const lock_guard<spin_lock> guard{timers_lock_};
    timers_.arm(node);
}

void worker::disarm(timer_node& node) noexcept {
    const lock_guard<spin_lock> guard{timers_lock_};
    timers_.disarm(node);
}

timer_id worker::set_timer(nanoseconds delay, nanoseconds period, callback f) {
    auto timer = std::make_unique<callback_timer>(std::move(f), period);
    timer->deadline = saturating_add(now(), delay);
    timer->id = ++last_timer_id_;
    timer->label = period > nanoseconds::zero() ? "interval" : "timeout";
    const auto* task = this_thread_context().current_task;
    timer->cause = task != nullptr ? task->id : 0;
    callback_timer& t = *timer;
    callback_timers_.emplace(t.id, std::move(timer));
    arm(t);
    return timer_id{t.id};
}

bool worker::clear_timer(timer_id id) noexcept {
    const auto found = callback_timers_.find(id.value);
    if (found == callback_timers_.end()) return false;
    disarm(*found->second);
    callback_timers_.erase(found);
    return true;
}

bool worker::unref_timer(timer_id id) noexcept {
    const auto found = callback_timers_.find(id.value);
    if (found == callback_timers_.end()) return false;
    callback_timer& timer = *found->second;
    const lock_guard<spin_lock> guard{timers_lock_};
    const bool armed = timer.level != timer_node::not_armed;
    if (armed) timers_.disarm(timer);
    timer.counted = false;
    if (armed) timers_.arm(timer);
    return true;
}

std::uint64_t worker::next_task_id() noexcept {
    return last_task_id_.fetch_add(1, memory_order_relaxed) * core_.worker_count() + index_ + 1;
}

std::uint64_t worker::next_job_id() noexcept {
    return last_job_id_.fetch_add(1, memory_order_relaxed) * core_.worker_count() + index_ + 1;
}

void worker::job_started(bool counted) noexcept {
    jobs_.fetch_add(1, memory_order_relaxed);
    if (counted) counted_jobs_.fetch_add(1, memory_order_relaxed);
}

void worker::job_reported(bool counted) noexcept {
    if (counted) counted_jobs_.fetch_sub(1, memory_order_relaxed);
    jobs_.fetch_sub(1, memory_order_relaxed);
}

void worker::release_external() noexcept {
    uncount_external();
    notify();
}

pending_counts worker::pending() noexcept {
    pending_counts counts;
    counts.jobs = counted_jobs_.load(memory_order_relaxed);
    // Before the queues: who releases has made its task ready first.
    counts.external = external_.load(memory_order_acquire);
    counts.io = io_->counted_waits();
    {
        const lock_guard<spin_lock> guard{timers_lock_};
        counts.timers = timers_.counted();
    }
    counts.ready = inbox_.size() + ready_.size();
    {
        const lock_guard<spin_lock> guard{remote_lock_};
        counts.ready += remote_pinned_.size() + remote_posts_.size();
    }
    counts.ready += fifo_.size() + next_ticks.size() + immediates.size() + closers.size() +
                    pendings.size() + poll_callbacks_.size();
    return counts;
}

bool worker::anything_under_way() noexcept {
    if (!pending().none() || jobs_.load(memory_order_relaxed) != 0 || io_->waits() != 0)
        return true;
    const lock_guard<spin_lock> guard{timers_lock_};
    return timers_.size() != 0;
}

void worker::add_to(runtime_metrics& sum) const noexcept {
    sum.ticks += tick_count_.load(memory_order_relaxed);
    sum.resumptions += resumptions_.load(memory_order_relaxed);
    sum.tasks_spawned += last_task_id_.load(memory_order_relaxed);
    sum.jobs_submitted += last_job_id_.load(memory_order_relaxed);
    sum.steals += steals_.load(memory_order_relaxed);
    sum.parks += parks_.load(memory_order_relaxed);
    sum.wakes += wakes_.load(memory_order_relaxed);
}

}  // namespace bounce::detail
