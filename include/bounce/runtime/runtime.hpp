#pragma once

#include "bounce/base/result.hpp"
#include "bounce/runtime/join_handle.hpp"
#include "bounce/runtime/keep_alive.hpp"
#include "bounce/runtime/pending_counts.hpp"
#include "bounce/runtime/runtime_metrics.hpp"
#include "bounce/runtime/runtime_options.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/task.hpp"
#include "bounce/runtime/unfinished.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace bounce {

namespace detail {
class runtime_core;
}

/// An event loop, or several, with a pool for blocking work. Runtimes are independent of each other;
/// several may live in one process, one at a time on a thread.
///
///     auto rt = runtime::create().value();
///     result<int> n = rt.block_on(main_task());
///
/// Threads: `post`, `spawn`, `metrics` and `hold` may be called from any thread; the rest from one thread
/// at a time, and what runs or ends the runtime never from inside one of its own tasks or callbacks (a
/// diagnosis ends the program).
class runtime {
public:
    /// Errors: `invalid_argument` for options that contradict each other or are out of range; the
    /// system's, such as EMFILE, when there are no descriptors for the poll.
    [[nodiscard]] static result<runtime> create(const runtime_options& options = runtime_options{});

    runtime(runtime&&) noexcept;
    runtime& operator=(runtime&&) noexcept;
    /// `shutdown` with the deadline of the options; what has not ended by then is named on standard
    /// error and left behind.
    ~runtime();

    /// Runs the task to its end and gives its result (not nested: a `task<result<T>>` gives `result<T>`),
    /// or throws what it threw. Other tasks and callbacks of a current_thread runtime run meanwhile, and
    /// those not finished by then go on with the next `block_on` or `run`.
    ///
    /// Error of its own: `stalled`, on a current_thread runtime, when nothing is pending any more and the
    /// task still waits; the message names every waiting task and what it waits for. The task is asked
    /// to stop then, and has ended when this returns (unless it shields itself from that).
    template <class T>
    result<detail::flattened_t<T>> block_on(task<T> work) {
        auto h = std::move(work).release();
        auto ended = run_to_end(h, h.promise());
        if (!ended) return std::move(ended).error();
        join_handle<T> handle{**ended};
        return handle.join().take();
    }
    template <class T>
    result<T> block_on(operation<T> work) {
        return block_on(std::move(work).as_task());
    }

    /// Runs the loop of a current_thread runtime until nothing is pending. `main` is its first callback.
    /// Errors: `stalled` when tasks still wait although nothing is pending, not even something that was
    /// unrefed; the message names them.
    /// `unsupported` on a multi_thread runtime, whose workers run by themselves.
    result<void> run() { return run_with(nullptr); }
    template <class F>
        requires std::is_invocable_v<F&>
    result<void> run(F main) {
        return run_with(std::move(main));
    }

    /// Calls `f` on the loop (multi_thread: on one of the workers), in its pending phase. Any thread.
    void post(std::move_only_function<void()> f);

    /// As `bounce::spawn`, from any thread.
    template <class T>
    join_handle<T> spawn(task<T> work, const char* name = "task") {
        auto h = std::move(work).release();
        return join_handle<T>{spawn_on_any(h, h.promise(), name)};
    }

    /// For a current_thread runtime: from its tasks and callbacks, or while it does not run.
    [[nodiscard]] pending_counts pending() const;
    [[nodiscard]] runtime_metrics metrics() const;
    [[nodiscard]] keep_alive hold();

    /// Ends everything: asks all tasks to stop, drops timers and callbacks, runs what is left until all
    /// tasks and jobs have ended or `deadline` has passed, ends the threads. Gives what did not end; its
    /// memory is left behind, it is never destroyed under its own feet. Afterwards the runtime can only
    /// be destroyed.
    std::vector<unfinished> shutdown(std::chrono::milliseconds deadline);

private:
    explicit runtime(std::unique_ptr<detail::runtime_core> core) noexcept;

    detail::task_header& spawn_on_any(std::coroutine_handle<> root, detail::promise_base& promise,
                                      const char* name);
    result<detail::task_header*> run_to_end(std::coroutine_handle<> root,
                                            detail::promise_base& promise);
    result<void> run_with(std::move_only_function<void()> main);

    std::unique_ptr<detail::runtime_core> core_;
};

}  // namespace bounce
