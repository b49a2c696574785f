#pragma once

#include "runtime/io_table.hpp"
#include "runtime/poll_thread.hpp"
#include "runtime/run_queue.hpp"
#include "runtime/timer_wheel.hpp"

#include "bounce/base/clock.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/minimio/events.hpp"
#include "bounce/minimio/poll.hpp"
#include "bounce/minimio/waker.hpp"
#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/detail/runnable.hpp"
#include "bounce/runtime/detail/stop_scope.hpp"
#include "bounce/runtime/detail/task_header.hpp"
#include "bounce/runtime/pending_counts.hpp"
#include "bounce/runtime/runtime_metrics.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

namespace bounce::detail {

class runtime_core;
struct callback_timer;

/// One event loop: its run queue, timers, poll and callbacks. A current_thread runtime has one, driven by
/// the thread that calls `run`; a multi_thread runtime has several, which also steal tasks from each other.
///
/// A tick has the phases timers, pending callbacks, poll, check, close callbacks. `turn()` goes through
/// them and never blocks: it stops before the poll and says until when the poll may wait; only `collect()`
/// waits, and the next turn goes on behind it. So whoever drives the worker decides how time passes.
///
/// After each callback first the next-tick callbacks run until there are none, then ready tasks, at most
/// limits::resumptions_per_callback.
///
/// Threads: the members under "own thread" are used by the thread that drives the worker; the others by
/// any. Waking follows this protocol (values of park_: running, parked, notified):
///  1. Who adds something for this worker from outside adds it first, then exchanges park_ to notified;
///     if it was parked, and only then, it wakes the poll.
///  2. The worker goes to sleep by a compare-and-swap from running to parked, after it has looked for
///     work. If that fails something was added meanwhile: it does not sleep.
///  3. After the poll it exchanges park_ to running, and then looks at what was added.
class worker {
public:
    /// Until when the poll may wait. No value: for ever.
    struct park {
        std::optional<time_point> until;
        bool has_work = false;  ///< do not wait
    };

    [[nodiscard]] static result<std::unique_ptr<worker>> create(runtime_core& core, unsigned index);
    ~worker();

    // --- any thread
    [[nodiscard]] runtime_core& core() const noexcept { return core_; }
    [[nodiscard]] unsigned index() const noexcept { return index_; }
    [[nodiscard]] stop_scope& root_scope() noexcept { return root_scope_; }
    [[nodiscard]] const std::shared_ptr<io_table>& io() const noexcept { return io_; }
    /// Makes a task ready from outside this worker.
    void push_remote(runnable& task, bool pinned) noexcept;
    /// A callback for the pending phase, from outside.
    void post_remote(callback f);
    /// Wakes the worker if it sleeps; true if it did.
    bool notify() noexcept;
    [[nodiscard]] std::uint64_t next_task_id() noexcept;
    [[nodiscard]] std::uint64_t next_job_id() noexcept;
    void disarm(timer_node& node) noexcept;
    void job_started(bool counted) noexcept;
    void job_reported(bool counted) noexcept;
    void hold_external() noexcept { external_.fetch_add(1, memory_order_relaxed); }
    void uncount_external() noexcept { external_.fetch_sub(1, memory_order_release); }
    /// The same from elsewhere: the loop looks whether anything is pending still.
    void release_external() noexcept;
    void add_to(runtime_metrics& sum) const noexcept;
    /// A thief: moves tasks from here into the thief's queue, and gives one to run now.
    [[nodiscard]] runnable* steal_for(worker& thief) noexcept;
    [[nodiscard]] bool has_stealable() const noexcept {
        return ready_.size() != 0 || inbox_.size() != 0;
    }

    // --- own thread: driving
    [[nodiscard]] park turn();
    /// In virtual time, waits for what comes from outside until `give_up`, a moment of real time.
    void collect(const park& p, std::optional<time_point> give_up = std::nullopt);
    /// For the thread of a multi_thread runtime.
    void thread_main();
    /// Calls f; what it throws goes to the hook. `id`: of its timer; `cause`: the task that asked for it.
    void run_as_callback(callback& f, const char* label, std::uint64_t id = 0,
                         std::uint64_t cause = 0);
    /// What follows every callback: the next ticks, and ready tasks.
    void after_callback();
    [[nodiscard]] pending_counts pending() noexcept;
    /// Something is pending, or something that was unrefed is under way: it may still make tasks ready.
    [[nodiscard]] bool anything_under_way() noexcept;
    /// Drops timers, immediates and all other callbacks.
    void drop_callbacks() noexcept;

    // --- own thread: for tasks and callbacks
    void push_local(task_header& task) noexcept;
    void add_callback(runnable_list& phase, callback f, const char* label);
    void arm(timer_node& node) noexcept;
    timer_id set_timer(nanoseconds delay, nanoseconds period, callback f);
    bool clear_timer(timer_id id) noexcept;
    bool unref_timer(timer_id id) noexcept;
    void enqueue_callback_turn(task_header& task) noexcept { poll_callbacks_.push_back(task); }
    [[nodiscard]] std::uint64_t tick() const noexcept { return ticks_; }
    [[nodiscard]] time_point now() const noexcept;

    runnable_list next_ticks;  ///< after the current callback
    runnable_list immediates;  ///< check phase
    runnable_list closers;     ///< close phase
    runnable_list pendings;    ///< pending phase

private:
    enum class parking : std::uint32_t { running, parked, notified };

    worker(runtime_core& core, unsigned index, minimio::poll poll, minimio::waker waker);

    void timers_phase();
    void pending_phase();
    void poll_phase();
    void run_phase(runnable_list& phase);
    void fire_callback_timer(callback_timer& timer);
    void take_inbox();
    void dispatch(std::uint64_t token, minimio::readiness ready);
    [[nodiscard]] runnable* next_ready() noexcept;
    [[nodiscard]] bool has_local_work() const noexcept;
    [[nodiscard]] std::optional<time_point> next_timer() noexcept;
    void wait(std::optional<nanoseconds> timeout);
    void collect_virtual(const park& p, std::optional<time_point> give_up);
    [[nodiscard]] bool try_steal() noexcept;

    runtime_core& core_;
    const unsigned index_;
    const bool multi_;

    // own thread
    runnable_list
        fifo_;  ///< ready tasks that stay here: all of a current_thread loop, and pinned ones
    runnable* stolen_ = nullptr;  ///< comes next
    runnable_list poll_callbacks_;
    bool mid_tick_ =
        false;  ///< the poll of the current tick is behind us, its other phases are not
    std::uint64_t ticks_ = 0;
    std::unordered_map<std::uint64_t, std::unique_ptr<callback_timer>> callback_timers_;
    std::uint64_t last_timer_id_ = 0;
    minimio::events events_;
    std::uint32_t steal_seed_;
    std::uint32_t picks_ = 0;  ///< tasks taken from the queues, to look into the inbox now and then

    // shared with thieves
    run_queue ready_;
    shared_queue inbox_;

    // shared with everybody
    atomic<parking> park_{parking::running};
    spin_lock remote_lock_;
    runnable_list remote_pinned_;
    runnable_list remote_posts_;
    atomic<bool> has_remote_{false};
    spin_lock timers_lock_;
    timer_wheel timers_;
    stop_scope root_scope_;
    atomic<std::size_t> jobs_{0};
    atomic<std::size_t> counted_jobs_{0};
    atomic<std::size_t> external_{0};
    atomic<std::uint64_t> last_task_id_{0};
    atomic<std::uint64_t> last_job_id_{0};
    atomic<std::uint64_t> tick_count_{0};
    atomic<std::uint64_t> resumptions_{0};
    atomic<std::uint64_t> steals_{0};
    atomic<std::uint64_t> parks_{0};
    atomic<std::uint64_t> wakes_{0};

    minimio::poll poll_;
    minimio::waker waker_;
    std::shared_ptr<io_table> io_;
    std::unique_ptr<poll_thread> poll_thread_;
};

/// A timer of the callback style.
struct callback_timer final : timer_node {
    callback_timer(callback f, nanoseconds p)
        : timer_node{&never}, function{std::move(f)}, period{p} {}
    static void never(timer_node&, completions&) noexcept {}

    callback function;
    nanoseconds period;  ///< zero: once
};

}  // namespace bounce::detail
