#pragma once

#include "bounce/base/result.hpp"
#include "bounce/runtime/detail/context.hpp"
#include "bounce/runtime/detail/task_header.hpp"
#include "bounce/runtime/operation_handle.hpp"
#include "bounce/runtime/task.hpp"

#include <coroutine>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

namespace bounce::detail {

/// Suspends the running task until its worker gives it a callback's turn.
struct callback_turn {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class P>
    void await_suspend(std::coroutine_handle<P> h) const noexcept {
        task_header& task = *this_thread_context().current_task;
        task.resume_point = h;
        task.leaf = &h.promise();
        task.note_suspension("its callback's turn");
        enqueue(task);
    }
    void await_resume() const noexcept {}

private:
    static void enqueue(task_header& task) noexcept;
};

/// For those who are called back with a result: `errc::exception`, with the exception's text.
[[nodiscard]] error error_of(const std::exception_ptr& thrown) noexcept;

template <class T, class Op, class F>
task<void> run_with_callback(Op op, F callback) {
    std::optional<result<T>> outcome;
    try {
        result<T> given = co_await std::move(op);
        outcome.emplace(std::move(given));
    } catch (...) {
        outcome.emplace(error_of(std::current_exception()));
    }
    callback_turn turn;
    co_await turn;
    std::invoke(callback, *std::move(outcome));
}

/// Spawns the coroutine as a task that stays on this thread's worker and runs even when it was asked to
/// stop first.
[[nodiscard]] operation_handle start_callback_task(std::coroutine_handle<> root,
                                                   promise_base& promise);

template <class T, class Op, class F>
operation_handle start_with_callback(Op&& op, F callback) {
    static_assert(std::is_invocable_v<F&, result<T>>,
                  "the callback takes one argument, a result<T>");
    require_current_worker("`.then` starts an operation");
    auto h = run_with_callback<T>(std::forward<Op>(op), std::move(callback)).release();
    return start_callback_task(h, h.promise());
}

}  // namespace bounce::detail
