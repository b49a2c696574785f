#pragma once

#include "bounce/base/error.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/runtime/detail/context.hpp"
#include "bounce/runtime/detail/runnable.hpp"
#include "bounce/runtime/detail/stop_scope.hpp"
#include "bounce/runtime/detail/suspension.hpp"

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <utility>

namespace bounce::detail {

class worker;
class promise_base;
class task_header;

/// How a task's outermost coroutine ended.
enum class outcome : std::uint8_t {
    running,
    value,      ///< its result is stored until somebody takes it
    exception,  ///< likewise
    error,      ///< it ended early with `task_header::early_error`
};

/// Somebody who must be told when a task ends, before one who waits for it is: a task group.
class completion_observer {
public:
    /// Called once, on the thread on which the task ended; with what it threw, or the error it ended
    /// with, or neither; the exception is let go of before anybody who waits goes on. If the task was detached its frame is gone by then.
    virtual void on_task_end(task_header& task, std::exception_ptr thrown,
                             const error* why) noexcept = 0;

protected:
    ~completion_observer() = default;
};

/// What is left of a task that ended with a value or an exception: it lies where the frame was. The frame
/// itself, with everything that it owned, is destroyed as soon as the task ends.
struct stored_outcome {
    using destroy_function = void (*)(stored_outcome&) noexcept;

    stored_outcome(destroy_function d, std::exception_ptr t) noexcept
        : destroy{d}, thrown{std::move(t)} {}

    destroy_function destroy;
    std::exception_ptr thrown;  ///< null if it ended with a value
};

/// Puts what the task threw where its frame was.
void store_exception(void* place, task_header& task, std::exception_ptr thrown) noexcept;

/// A spawned task: what the scheduler, its joiner and its observers know of it.
///
/// It lies in front of the frame of the task's outermost coroutine, in the same allocation, so that
/// spawning allocates once; and it outlives the frame (see rule 2).
///
/// Who may touch what:
///  1. While the task runs or is being resumed, its worker owns `resume_point`, `leaf`, `scope`, `home`,
///     `waits_for`. While it is suspended nobody writes them; the thread that drops the last hold of its
///     suspension hands them over by making the task ready.
///  2. `references_` counts the running task itself, its join handle, and anybody who asked. The frame
///     dies when the task ends, its stored outcome when it was taken or can no longer be asked for, the
///     allocation when the count reaches zero.
///  3. `end_`, `joiner_` are guarded by `join_lock_`.
///  4. The rest is written before the task is first made ready and constant from then on.
///
/// As a stop_scope it is the task's own node in the tree of stop sources: `request_stop()` asks it to
/// stop, and one that has not started by then never does.
class task_header final : public runnable, public stop_scope {
public:
    /// Turns a coroutine that has not started into a task. The task belongs to `home` from now on and
    /// has two references: its own and the caller's.
    static task_header& create(std::coroutine_handle<> root, promise_base& promise, worker& home,
                               stop_scope& parent_scope, const char* name) noexcept;
    [[nodiscard]] static task_header& of_frame(void* frame) noexcept;

    /// Makes it ready to run: on the worker that calls, if it may run there, else on its home.
    void schedule() noexcept;

    void add_reference() noexcept { references_.fetch_add(1, memory_order_relaxed); }
    void drop_reference() noexcept;

    /// The task is about to suspend, for the trace. (Why it waits cannot be asked afterwards: it may go on
    /// elsewhere at once.)
    void note_suspension(const char* what) const noexcept {
        if (traced) [[unlikely]]
            this_thread_context().suspended_for = what;
    }

    /// The outermost coroutine reached its end; its frame is destroyed and the outcome stored in its
    /// place. `why`: the error, if the value is a failed result.
    void finish(const error* why) noexcept;
    /// It ends before its end, with an error. Destroys the frame, and with it all that it owned.
    void finish_early(error why) noexcept;

    /// The joiner's side; see join_handle. Registers w, unless the task ended already: then false.
    [[nodiscard]] bool add_joiner(waiter& w) noexcept;
    void remove_joiner() noexcept;
    [[nodiscard]] bool ended() noexcept;
    /// How it ended. Only after `ended()`.
    [[nodiscard]] outcome end() const noexcept { return end_; }
    /// The value or exception. Only after it ended with one, and before `release_outcome()`.
    [[nodiscard]] stored_outcome& stored() noexcept;
    /// The joiner has what it wanted.
    void release_outcome() noexcept;
    /// Nobody will ask for the result. An exception that nobody saw goes to the runtime's hook.
    void abandon() noexcept;

    // --- owned by the running worker (rule 1)
    std::coroutine_handle<> resume_point;
    promise_base* leaf =
        nullptr;               ///< the innermost suspended coroutine: where the await chain starts
    stop_scope* scope = this;  ///< where it runs in the tree of stop sources
    worker* home;
    const char* waits_for =
        nullptr;  ///< why it is suspended, in words; null while it runs or is ready

    // --- constant once it is ready (rule 4)
    const char* name;
    std::uint64_t id;
    completion_observer* observer = nullptr;
    bool pinned = false;      ///< runs on `home` only
    bool background = false;  ///< does not keep the loop alive
    bool must_start = false;  ///< runs even if it was asked to stop before it started
    bool traced = false;      ///< its runtime has a trace

    std::optional<error> early_error;

private:
    explicit task_header(std::coroutine_handle<> root, promise_base& promise, worker& home,
                         const char* name) noexcept;
    static void run_ready(runnable& r) noexcept;
    void end_with(outcome how, const error* why) noexcept;
    void abandon_outcome() noexcept;

    std::coroutine_handle<> root_;
    atomic<std::uint32_t> references_{2};
    spin_lock join_lock_;
    outcome end_ = outcome::running;
    bool started_ = false;
    bool detached_ = false;
    bool holds_outcome_ = false;
    bool exception_seen_ = false;
    waiter* joiner_ = nullptr;
};

/// Ends the program when the running task would wait for its own end.
void require_not_self(const task_header& joined) noexcept;

/// What lies in front of every task frame: room for a header, should the task be spawned.
///
/// The budget, in bytes: run queue entry 16, stop scope 56, resume point 8, leaf 8, scope 8, home 8,
/// waits_for 8, name 8, id 8, observer 8, flags 8, early error 24, root 8, references and join
/// state 16, joiner 8.
inline constexpr std::size_t task_header_bytes = 208;
static_assert(sizeof(task_header) <= task_header_bytes);

struct alignas(16) frame_prefix {
    alignas(16) std::byte header[task_header_bytes];
    std::uint32_t block_bytes;
    bool spawned;  ///< the header is there, and owns the block
};
static_assert(sizeof(frame_prefix) == task_header_bytes + 16);

/// Memory for a coroutine frame with a header in front. The memory comes from free lists of the thread.
[[nodiscard]] void* allocate_task_frame(std::size_t frame_bytes);
/// Gives it back, or, if the frame belongs to a spawned task, leaves that to its header.
void deallocate_task_frame(void* frame, std::size_t frame_bytes) noexcept;

}  // namespace bounce::detail
