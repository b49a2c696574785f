#pragma once

#include "bounce/runtime/detail/promise.hpp"

#include <coroutine>
#include <utility>

namespace bounce {

/// A piece of work written as a coroutine, which produces a T (or nothing, or an exception).
///
/// A task is lazy: nothing happens until it is awaited by another task, given to `spawn`, or given to
/// `runtime::block_on`. Awaiting gives the T, or throws what the task threw; it goes on where the task
/// ended, when everything in that is destroyed, without a queue between them and without using stack: so
/// tasks may await tasks ten million times in a row, and a million deep. A task that is dropped before it was started destroys its arguments and does nothing.
///
/// A task whose type is `task<result<T>>` may `co_await` a `result<U>`: that gives the U, or ends the
/// task with the error.
///
/// Threads: a task object is used by one thread at a time. Cancellation: a task has no cancellation of
/// its own; its operations complete with `errc::cancelled` when the spawned task it is part of (or the
/// `timeout`, or the group) was asked to stop.
///
///     task<result<std::size_t>> size_of(std::string path) {
///         std::string text = co_await co_await fs::read_file(path);
///         co_return text.size();
///     }
///
/// Arguments live in the task, so pass by value what the caller may destroy first. A lambda that
/// captures must outlive the task made by calling it: hand the lambda itself to `spawn`.
template <class T = void>
class [[nodiscard]] task {
public:
    using value_type = T;
    using promise_type = detail::task_promise<T>;
    using handle_type = std::coroutine_handle<promise_type>;

    explicit task(handle_type h) noexcept : coroutine_{h} {}
    task(task&& other) noexcept : coroutine_{std::exchange(other.coroutine_, nullptr)} {}
    task& operator=(task&& other) noexcept {
        if (this != &other) {
            destroy();
            coroutine_ = std::exchange(other.coroutine_, nullptr);
        }
        return *this;
    }
    task(const task&) = delete;
    task& operator=(const task&) = delete;
    ~task() { destroy(); }

    /// False once it was moved from.
    [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(coroutine_); }

    /// For `co_await`: starts the task and gives its value. A task can be awaited once.
    [[nodiscard]] auto operator co_await() && noexcept {
        BOUNCE_ASSERT(coroutine_, "this task was moved away or awaited before");
        return awaiter{std::exchange(coroutine_, nullptr)};
    }

    /// For those who run it: the coroutine, which the caller now owns.
    [[nodiscard]] handle_type release() && noexcept { return std::exchange(coroutine_, nullptr); }

private:
    /// Owns the child. Its frame dies before its parent goes on, as that of a function that returned: so
    /// of tasks that end early inside each other only one frame at a time is there to be destroyed.
    class awaiter {
    public:
        explicit awaiter(handle_type child) noexcept : child_{child} {}
        awaiter(const awaiter&) = delete;
        awaiter& operator=(const awaiter&) = delete;
        ~awaiter() {
            if (child_) child_.destroy();
        }

        [[nodiscard]] bool await_ready() const noexcept { return false; }
        template <class P>
        [[nodiscard]] std::coroutine_handle<> await_suspend(
            std::coroutine_handle<P> h) const noexcept {
            child_.promise().continuation = h;
            child_.promise().parent = &h.promise();
            return detail::transfer(child_);
        }
        T await_resume() {
            const ended child{std::exchange(child_, nullptr)};
            return child.coroutine.promise().take();
        }

    private:
        struct ended {
            explicit ended(handle_type h) noexcept : coroutine{h} {}
            ended(const ended&) = delete;
            ended& operator=(const ended&) = delete;
            ~ended() { coroutine.destroy(); }
            handle_type coroutine;
        };

        handle_type child_;
    };

    void destroy() noexcept {
        if (coroutine_) coroutine_.destroy();
    }

    handle_type coroutine_;
};

namespace detail {

template <class T>
task<T> task_promise<T>::get_return_object() noexcept {
    return task<T>{std::coroutine_handle<task_promise<T>>::from_promise(*this)};
}
inline task<void> task_promise<void>::get_return_object() noexcept {
    return task<void>{std::coroutine_handle<task_promise<void>>::from_promise(*this)};
}

}  // namespace detail

}  // namespace bounce

template <class T, class First, class... Rest>
    requires bounce::detail::closure_reference<First>
struct std::coroutine_traits<bounce::task<T>, First, Rest...> {
    using promise_type = bounce::detail::closure_task_promise<T, std::remove_cvref_t<First>>;
};
