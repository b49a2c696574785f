#pragma once

#include "bounce/runtime/detail/operation_awaiter.hpp"
#include "bounce/runtime/detail/then.hpp"
#include "bounce/runtime/operation_handle.hpp"
#include "bounce/runtime/task.hpp"

#include <coroutine>
#include <utility>

namespace bounce {

/// The two faces of every leaf operation (see detail/operation_awaiter.hpp): `co_await` and `.then`.
///
/// An operation is inert: it does nothing until it is awaited or given a callback, and dropping it
/// undone is a compile-time warning.
template <class Derived, class T>
class [[nodiscard]] basic_operation {
public:
    using value_type = T;

    /// `co_await operation` gives a `result<T>`. It is `errc::cancelled`, without the operation having
    /// taken effect, when the task was asked to stop first.
    [[nodiscard]] auto operator co_await() && noexcept {
        return detail::operation_awaiter<Derived>{static_cast<Derived&&>(*this)};
    }

    /// Starts the operation on the current runtime and calls `callback(result<T>)` exactly once, later:
    /// never from inside this call, on the loop thread (or on the worker that started it), also when it
    /// was cancelled. If the operation itself throws (a job of the pool may) the callback gets
    /// `errc::exception` with the exception's text as context; who needs the exception awaits. What the
    /// callback throws goes to the runtime's hook for unhandled exceptions.
    /// On a thread without a runtime this ends the program with a diagnosis.
    template <class F>
    operation_handle then(F callback) && {
        return detail::start_with_callback<T>(static_cast<Derived&&>(*this), std::move(callback));
    }

protected:
    basic_operation() noexcept = default;
};

/// An operation that is itself a coroutine: what `fs`, `net`, `http` and the other modules return.
///
/// Inert until awaited (`co_await` gives `result<T>`) or given a callback with `.then`. Written like a
/// task that returns a result:
///
///     operation<std::size_t> count_lines(std::string path) {
///         std::string text = co_await co_await fs::read_file(std::move(path));
///         co_return std::size_t(std::ranges::count(text, '\n'));
///     }
///     count_lines("/etc/hosts").then([](result<std::size_t> n) { … });
///
/// It owns its arguments, except buffers (spans), which must stay valid until it has completed.
template <class T>
class [[nodiscard]] operation {
public:
    using value_type = T;
    using promise_type = detail::task_promise<result<T>>;

    operation(task<result<T>> work) noexcept
        : work_{std::move(work)} {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] auto operator co_await() && noexcept {
        return std::move(work_).operator co_await();
    }

    /// See basic_operation::then.
    template <class F>
    operation_handle then(F callback) && {
        return detail::start_with_callback<T>(std::move(*this), std::move(callback));
    }

    /// The coroutine itself, for those who spawn it.
    [[nodiscard]] task<result<T>> as_task() && noexcept { return std::move(work_); }

private:
    task<result<T>> work_;
};

}  // namespace bounce
