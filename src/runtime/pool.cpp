#include "runtime/pool.hpp"

#include "runtime/runtime_core.hpp"
#include "runtime/worker.hpp"

#include "bounce/base/limits.hpp"

#include <bit>
#include <string>
#include <utility>

namespace bounce::detail {

struct blocking_pool::lane {
    os_mutex lock;
    os_condition wake;
    pool_job* first = nullptr;
    pool_job* last = nullptr;
    bool poked = false;             ///< look around, even if this lane is empty
    const char* running = nullptr;  ///< the kind of the job under way
    std::uint64_t running_id = 0;
    bool ended = false;

    void push(pool_job& job, std::uint32_t index) noexcept {
        job.lane = index;
        job.previous = last;
        job.next = nullptr;
        (last != nullptr ? last->next : first) = &job;
        last = &job;
    }
    void unlink(pool_job& job) noexcept {
        (job.previous != nullptr ? job.previous->next : first) = job.next;
        (job.next != nullptr ? job.next->previous : last) = job.previous;
        job.lane = pool_job::no_lane;
    }
    [[nodiscard]] pool_job* pop() noexcept {
        pool_job* job = first;
        if (job != nullptr) unlink(*job);
        return job;
    }
};

struct blocking_pool::shared {
    shared(runtime_core& c, unsigned n) : core{&c}, lanes(n), idle((n + 63) / 64) {}

    runtime_core*
        core;  // valid while a job runs: the runtime waits for its jobs, or says it did not
    std::vector<lane> lanes;
    std::vector<atomic<std::uint64_t>> idle;
    atomic<bool> stopping{false};
    atomic<std::uint32_t> next_lane{0};
    os_mutex ended_lock;
    os_condition ended;

    [[nodiscard]] pool_job* take(unsigned own) noexcept {
        for (std::size_t i = 0; i < lanes.size(); ++i) {
            lane& l = lanes[(own + i) % lanes.size()];
            const lock_guard<os_mutex> guard{l.lock};
            if (pool_job* job = l.pop()) return job;
        }
        return nullptr;
    }
    /// Clears the bit of some idle thread and returns its index, or -1.
    [[nodiscard]] int claim_idle() noexcept {
        for (std::size_t w = 0; w < idle.size(); ++w) {
            std::uint64_t bits = idle[w].load(memory_order_seq_cst);
            while (bits != 0) {
                const auto bit = static_cast<unsigned>(std::countr_zero(bits));
                if (idle[w].compare_exchange_weak(bits, bits & (bits - 1), memory_order_seq_cst))
                    return static_cast<int>(w * 64 + bit);
            }
        }
        return -1;
    }
    void set_idle(unsigned index) noexcept {
        idle[index / 64].fetch_or(std::uint64_t{1} << (index % 64), memory_order_seq_cst);
    }
    /// Somebody who is idle looks around, if anybody is.
    void poke_idle() {
        for (int index = claim_idle(); index >= 0; index = claim_idle()) {
            if (poke(lanes[static_cast<std::size_t>(index)])) return;
        }
    }
    /// False if the lane's thread runs a job, and so will not look around soon.
    bool poke(lane& l) {
        bool heard = false;
        {
            const lock_guard<os_mutex> guard{l.lock};
            l.poked = true;
            heard = l.running == nullptr;
        }
        l.wake.notify_one();
        return heard;
    }
};

blocking_pool::blocking_pool(runtime_core& core, unsigned threads)
    : state_{std::make_shared<shared>(core, threads)} {}

blocking_pool::~blocking_pool() { static_cast<void>(stop(steady_clock::now())); }

void blocking_pool::start() {
    const lock_guard<os_mutex> guard{start_lock_};
    if (started_.load(memory_order_relaxed)) return;
    for (unsigned i = 0; i < state_->lanes.size(); ++i)
        threads_.emplace_back([state = state_, i] { thread_main(state, i); });
    started_.store(true, memory_order_release);
}

void blocking_pool::submit(pool_job& job) {
    if (!started_.load(memory_order_acquire)) start();
    shared& s = *state_;
    // A sleeping thread gets the job into its own lane; else the job queues, and whoever becomes idle
    // between our look and our push is poked.
    const int idle = s.claim_idle();
    const auto index = idle >= 0 ? static_cast<std::uint32_t>(idle)
                                 : s.next_lane.fetch_add(1, memory_order_relaxed) %
                                       static_cast<std::uint32_t>(s.lanes.size());
    lane& l = s.lanes[index];
    bool busy = idle < 0;
    {
        const lock_guard<os_mutex> guard{l.lock};
        l.push(job, index);
        l.poked = l.poked || idle >= 0;  // rule 3: another thread may take the job before it wakes
        busy = busy || l.running != nullptr;  // rule 4
    }
    l.wake.notify_one();
    if (busy) s.poke_idle();
}

bool blocking_pool::remove(pool_job& job) noexcept {
    // The job may be taken while we look for its lane; only under the lane's lock its place is certain.
    // A job never moves from one lane to another.
    for (lane& l : state_->lanes) {
        const lock_guard<os_mutex> guard{l.lock};
        for (pool_job* queued = l.first; queued != nullptr; queued = queued->next) {
            if (queued == &job) {
                l.unlink(job);
                return true;
            }
        }
    }
    return false;
}

void blocking_pool::thread_main(const std::shared_ptr<shared>& state, unsigned index) {
    shared& s = *state;
    lane& own = s.lanes[index];
    set_current_thread_name("pool" + std::to_string(index));
    runtime_core& core = *s.core;
    this_thread_context().trace_number = core.pool_trace_number(index);
    core.own_this_thread();
    core.trace(trace_kind::thread_started, current_thread_name().c_str());

    const auto run = [&](pool_job& job) {
        const job_kind kind = job.kind;
        const auto id = job.id;
        const auto cause = job.cause;
        bool more = false;
        {
            const lock_guard<os_mutex> guard{own.lock};
            own.running = kind.name();
            own.running_id = id;
            more = std::exchange(own.poked, false) || own.first != nullptr;
        }
        if (more) s.poke_idle();  // rule 4
        core.trace(trace_kind::job_received, kind.name(), id, cause);
        job.run(job);
        core.trace(trace_kind::job_finished, kind.name(), id, cause);
        {
            const lock_guard<os_mutex> guard{own.lock};
            own.running = nullptr;
        }
        job.owner->work_ended();  // the job may be gone from here on
    };

    for (;;) {
        if (pool_job* job = s.take(index)) {
            run(*job);
            continue;
        }
        s.set_idle(index);
        if (pool_job* job = s.take(index)) {
            // Our bit may have been taken meanwhile: then a job or a poke is on its way to us, and the
            // loop will find it.
            s.idle[index / 64].fetch_and(~(std::uint64_t{1} << (index % 64)), memory_order_seq_cst);
            run(*job);
            continue;
        }
        unique_lock<os_mutex> guard{own.lock};
        own.wake.wait(guard, [&] {
            return own.first != nullptr || own.poked || s.stopping.load(memory_order_relaxed);
        });
        own.poked = false;
        if (own.first == nullptr && s.stopping.load(memory_order_relaxed)) break;
        guard.unlock();
        s.idle[index / 64].fetch_and(~(std::uint64_t{1} << (index % 64)), memory_order_seq_cst);
    }

    core.trace(trace_kind::thread_finished, current_thread_name().c_str());
    {
        const lock_guard<os_mutex> guard{s.ended_lock};
        own.ended = true;
    }
    s.ended.notify_all();
}

std::vector<unfinished> blocking_pool::stop(steady_clock::time_point deadline) {
    std::vector<unfinished> left;
    shared& s = *state_;
    s.stopping.store(true, memory_order_relaxed);
    for (lane& l : s.lanes) s.poke(l);
    {
        unique_lock<os_mutex> guard{s.ended_lock};
        const std::chrono::steady_clock::time_point until{
            deadline.time_since_epoch()};  // the same clock
        s.ended.wait_until(guard, until, [&] {
            for (unsigned i = 0; i < threads_.size(); ++i)
                if (!s.lanes[i].ended) return false;
            return true;
        });
        for (unsigned i = 0; i < threads_.size(); ++i) {
            if (s.lanes[i].ended) continue;
            const lock_guard<os_mutex> lane_guard{s.lanes[i].lock};
            unfinished job;
            job.id = s.lanes[i].running_id;
            job.name = s.lanes[i].running != nullptr ? s.lanes[i].running : "between jobs";
            job.waits_for = "its end on pool" + std::to_string(i);
            left.push_back(std::move(job));
        }
        for (unsigned i = 0; i < threads_.size(); ++i) {
            if (!s.lanes[i].ended) threads_[i].detach();
        }
    }
    for (auto& t : threads_)
        if (t.joinable()) t.join();
    threads_.clear();
    return left;
}

}  // namespace bounce::detail
