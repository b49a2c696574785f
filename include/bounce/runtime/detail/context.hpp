#pragma once

#include <coroutine>
#include <cstdint>

namespace bounce::detail {

class task_header;
class worker;

/// What the calling thread is doing for Bounce at the moment.
struct thread_context {
    worker* current_worker = nullptr;     ///< null on threads that are no workers
    task_header* current_task = nullptr;  ///< null between tasks
    /// Operations that the running task may still complete without suspending.
    std::uint32_t budget = 0;
    /// What `transfer` left to be resumed next where symmetric transfer is not to be had.
    std::coroutine_handle<> transferred;
    /// Of the running task, if there is a trace: what it suspended for; null once it has ended.
    const char* suspended_for = nullptr;
    /// The number of this thread in traces.
    std::uint32_t trace_number = 0;
};

/// This thread's context. Not inlined, because a coroutine may be resumed on another thread than the
/// one on which it suspended, and compilers keep the address of a thread_local across a suspension.
[[nodiscard]] thread_context& this_thread_context() noexcept;

/// The running task; ends the program with a diagnosis when there is none.
task_header& require_current_task(const char* what) noexcept;
/// The worker of this thread; ends the program with a diagnosis when there is none.
worker& require_current_worker(const char* what) noexcept;

/// True where a compiler turns the handle that `await_suspend` returns into a tail call in every build
/// mode. g++ does it only when it optimises, and not under sanitizers.
#if defined(__clang__)
inline constexpr bool symmetric_transfer = true;
#else
inline constexpr bool symmetric_transfer = false;
#endif

/// The value for `await_suspend` to return so that `next` runs now and the stack does not grow: the
/// handle itself where transfer is symmetric, otherwise nothing, with a note to the loop that resumed us.
[[nodiscard]] inline std::coroutine_handle<> transfer(std::coroutine_handle<> next) noexcept {
    if constexpr (symmetric_transfer) {
        return next;
    } else {
        this_thread_context().transferred = next;
        return std::noop_coroutine();
    }
}

}  // namespace bounce::detail
