#pragma once

#include "runtime/pool.hpp"
#include "runtime/worker.hpp"

#include "bounce/base/clock.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/runtime/detail/context.hpp"
#include "bounce/runtime/runtime_metrics.hpp"
#include "bounce/runtime/runtime_options.hpp"
#include "bounce/runtime/trace_event.hpp"
#include "bounce/runtime/unfinished.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bounce::detail {

/// Where those who may outlive a runtime find it, as long as it is there: keep_alives, and what is left of
/// tasks that threw.
struct runtime_link {
    os_mutex lock;
    runtime_core* core = nullptr;  ///< null once the runtime has ended
};

/// Calls use(text) with what an exception says, for people.
template <class Use>
auto with_text_of(const std::exception_ptr& thrown, Use&& use) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
        return use(std::string_view{e.what()});
    } catch (...) {
        return use(std::string_view{"an exception that is no std::exception"});
    }
}
/// What is done with an exception that nobody can catch, unless the runtime's options say something else.
void print_unhandled(const std::exception_ptr& thrown, std::string_view where) noexcept;

/// What the workers of one runtime share: the options, the pool, the trace, and the few words through
/// which workers find each other when one of them has nothing to do.
class runtime_core {
public:
    [[nodiscard]] static result<std::unique_ptr<runtime_core>> create(runtime_options options);
    ~runtime_core();

    [[nodiscard]] const runtime_options& options() const noexcept { return options_; }
    [[nodiscard]] bool multi() const noexcept { return options_.kind == flavour::multi_thread; }
    [[nodiscard]] unsigned worker_count() const noexcept {
        return static_cast<unsigned>(workers_.size());
    }
    [[nodiscard]] worker& worker_at(unsigned i) noexcept { return *workers_[i]; }
    /// A worker for work that comes from outside: each in turn.
    [[nodiscard]] worker& any_worker() noexcept;
    [[nodiscard]] blocking_pool& pool() noexcept { return *pool_; }

    // --- trace: one branch when it is off
    [[nodiscard]] bool tracing() const noexcept { return sink_ != nullptr; }
    void trace(trace_kind kind, const char* label, std::uint64_t id = 0,
               std::uint64_t cause = 0) noexcept {
        if (sink_ != nullptr) [[unlikely]]
            write_trace(kind, label, id, cause);
    }
    void trace_event_ready(std::uint64_t token) noexcept;
    [[nodiscard]] std::uint32_t pool_trace_number(unsigned index) const noexcept {
        return worker_count() + 1 + index;
    }

    // --- time
    [[nodiscard]] bool virtual_time() const noexcept {
        return options_.time == time_source::virtual_time;
    }
    [[nodiscard]] time_point now() const noexcept {
        return virtual_time() ? time_point{nanoseconds{virtual_now_.load(memory_order_relaxed)}}
                              : steady_clock::now();
    }
    void jump_to(time_point t) noexcept {
        virtual_now_.store(t.time_since_epoch().count(), memory_order_relaxed);
    }

    void report_unhandled(std::exception_ptr thrown, std::string_view where) noexcept;
    [[nodiscard]] const std::shared_ptr<runtime_link>& link() const noexcept { return link_; }

    // --- workers looking for work (multi_thread)
    /// Something became ready that this worker need not do alone: wakes one sleeping worker, unless one
    /// is awake already and looking.
    void wake_one() noexcept;
    void announce_idle(unsigned index) noexcept {
        idle_.fetch_or(std::uint64_t{1} << index, memory_order_seq_cst);
    }
    void withdraw_idle(unsigned index) noexcept {
        idle_.fetch_and(~(std::uint64_t{1} << index), memory_order_seq_cst);
    }
    [[nodiscard]] bool any_stealable() const noexcept;
    void begin_search() noexcept { searching_.fetch_add(1, memory_order_seq_cst); }
    /// Whether it was the last one searching.
    [[nodiscard]] bool end_search() noexcept {
        return searching_.fetch_sub(1, memory_order_seq_cst) == 1;
    }

    // --- ending
    /// For as long as it lives the core is not destroyed. Who makes a task ready from a thread that is no
    /// worker needs it: the task may end, and its runtime with it, while we are still on our way out. It
    /// must begin while the task cannot end yet, or under the lock of the runtime's link.
    class visit {
    public:
        explicit visit(runtime_core& core) noexcept
            : core_{core}, counted_{!core.owns_this_thread()} {
            // relaxed: who destroys the core has seen the task's end, which comes after this.
            if (counted_) core_.visits_.fetch_add(1, memory_order_relaxed);
        }
        visit(const visit&) = delete;
        visit& operator=(const visit&) = delete;
        // release: what we did comes before the core's end.
        ~visit() {
            if (counted_) core_.visits_.fetch_sub(1, memory_order_release);
        }
        [[nodiscard]] runtime_core& core() const noexcept { return core_; }

    private:
        runtime_core& core_;
        bool counted_;  // threads of our own are waited for anyway, and need not share a word
    };

    /// The calling thread is one of this runtime's until `disown_this_thread`: its workers' and pool's.
    void own_this_thread() const noexcept;
    static void disown_this_thread() noexcept;
    [[nodiscard]] bool owns_this_thread() const noexcept;

    /// A task ended; somebody may wait for the last one.
    void task_ended() noexcept {
        if (draining_.load(memory_order_seq_cst)) [[unlikely]]
            announce_end();
    }
    [[nodiscard]] bool stopping() const noexcept { return stopping_.load(memory_order_acquire); }
    [[nodiscard]] std::vector<unfinished> shutdown(std::chrono::milliseconds deadline);
    /// A thread was left behind that may still use this object: it must not be destroyed.
    [[nodiscard]] bool must_be_left() const noexcept { return must_be_left_; }
    /// block_on of a multi_thread runtime: the two sides of waiting for one task.
    void signal_end(bool& ended);
    void wait_for_end(const bool& ended);
    /// What a keep_alive holds: it counts as pending until it is destroyed.
    [[nodiscard]] std::shared_ptr<void> make_hold();
    /// Blocks until done() holds, looking whenever a task or a thread has ended; for shutdown.
    template <class Done>
    bool wait_for_tasks(std::optional<steady_clock::time_point> deadline, Done&& done);
    [[nodiscard]] std::vector<unfinished> waiting_tasks();
    [[nodiscard]] error stalled_error();
    [[nodiscard]] runtime_metrics metrics() noexcept;

    /// Tasks wait, and nothing is under way that could wake them. Tasks that were unrefed may wait.
    [[nodiscard]] bool stalled() noexcept;

    /// Drives the one worker of a current_thread runtime until `done()`, or until it has nothing to go on
    /// for: then false.
    template <class Done, class GoesOn>
    bool drive(Done&& done, GoesOn&& goes_on);

private:
    explicit runtime_core(runtime_options options);
    [[nodiscard]] result<void> start();
    void write_trace(trace_kind kind, const char* label, std::uint64_t id,
                     std::uint64_t cause) noexcept;
    [[nodiscard]] bool all_tasks_ended() noexcept;
    void announce_end() noexcept;
    void drain_current_thread(steady_clock::time_point deadline);
    void drain_workers(steady_clock::time_point deadline);
    void end_workers(steady_clock::time_point deadline);

    runtime_options options_;
    std::shared_ptr<trace_sink> sink_;
    time_point started_at_{};
    atomic<nanoseconds::rep> virtual_now_{0};
    std::unique_ptr<blocking_pool> pool_;
    std::vector<std::unique_ptr<worker>> workers_;
    std::vector<os_thread> threads_;
    bool shut_down_ = false;
    bool must_be_left_ = false;

    os_mutex end_lock_;  // guards ended_threads_
    os_condition end_changed_;
    unsigned ended_threads_ = 0;
    std::shared_ptr<runtime_link> link_;
    // Somebody waits in wait_for_tasks, which sets it before it looks; who ends a task detaches it first
    // and looks at this afterwards. seq_cst, so that one sees the other.
    atomic<bool> draining_{false};

    // Bit i: worker i found nothing to do and is about to sleep, or sleeps. Set by the worker, cleared by
    // it or by whoever decides to wake it.
    atomic<std::uint64_t> idle_{0};
    // Workers that have no work and look into other queues.
    atomic<std::uint32_t> searching_{0};
    atomic<bool> stopping_{false};
    atomic<std::uint32_t> next_worker_{0};
    atomic<std::uint32_t> visits_{0};
    atomic<std::uint64_t> unhandled_{0};
};

/// For as long as it lives, this thread drives this worker. Ends the program when the thread is inside a
/// runtime already.
class worker_thread_scope {
public:
    worker_thread_scope(worker& w, std::uint32_t trace_number) noexcept;
    ~worker_thread_scope();
    worker_thread_scope(const worker_thread_scope&) = delete;
    worker_thread_scope& operator=(const worker_thread_scope&) = delete;
};

template <class Done>
bool runtime_core::wait_for_tasks(std::optional<steady_clock::time_point> deadline, Done&& done) {
    unique_lock<os_mutex> guard{end_lock_};
    draining_.store(true, memory_order_seq_cst);
    bool ended = false;
    if (deadline) {
        const std::chrono::steady_clock::time_point until{deadline->time_since_epoch()};
        ended = end_changed_.wait_until(guard, until, done);
    } else {
        end_changed_.wait(guard, done);
        ended = true;
    }
    return ended;
}

template <class Done, class GoesOn>
bool runtime_core::drive(Done&& done, GoesOn&& goes_on) {
    worker& w = *workers_.front();
    const worker_thread_scope scope{w, 0};
    for (;;) {
        const worker::park p = w.turn();
        if (done()) return true;
        if (!p.has_work && !goes_on(w)) return false;
        w.collect(p);
    }
}

}  // namespace bounce::detail
