#pragma once

#include "bounce/runtime/detail/scope_switch.hpp"
#include "bounce/runtime/task_group.hpp"

#include <concepts>
#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace bounce {

namespace detail {

struct group_access {
    /// The group and, for as long as it lives, the task's place inside it.
    struct open {
        explicit open(task_header& task) noexcept : group{*task.scope}, inside{group.scope_} {}
        task_group group;
        scope_switch inside;
    };

    /// Waits until the group has no running task. Stop does not end the wait: it reaches the tasks, and
    /// their end ends it.
    class idle {
    public:
        explicit idle(task_group& g) noexcept
            : group_{&g},
              suspension_{&require_current_task("with_group")},
              waiter_{suspension_, 1} {}
        [[nodiscard]] bool await_ready() const noexcept { return group_->size() == 0; }
        template <class P>
        [[nodiscard]] bool await_suspend(std::coroutine_handle<P> h) noexcept {
            task_header& task = suspension_.task();
            task.resume_point = h;
            task.leaf = &h.promise();
            task.waits_for = "the tasks of its group";
            task.note_suspension(task.waits_for);
            wait_for_idle(*group_, waiter_);
            return suspension_.finish_registration();
        }
        void await_resume() const noexcept { suspension_.task().waits_for = nullptr; }

    private:
        task_group* group_;
        suspension suspension_;
        waiter waiter_;
    };

    /// What is awaited for it. (g++ 12 copies an awaiter that it is not given by value.)
    class idle_of {
    public:
        explicit idle_of(task_group& g) noexcept : group_{&g} {}
        [[nodiscard]] idle operator co_await() const noexcept { return idle{*group_}; }

    private:
        task_group* group_;
    };

    static void wait_for_idle(task_group& group, waiter& w) noexcept;
    /// The first exception of a task, thrown; or its first error.
    [[nodiscard]] static std::optional<error> first_failure(task_group& group);
};

template <class T, class F>
task<result<flattened_t<T>>> run_group(F body) {
    group_access::open in{require_current_task("with_group")};
    std::exception_ptr thrown;
    std::optional<result<flattened_t<T>>> outcome;
    try {
        task<T> running = std::invoke(body, in.group);
        if constexpr (std::is_void_v<T>) {
            co_await std::move(running);
            outcome.emplace();
        } else {
            outcome.emplace(co_await std::move(running));
        }
    } catch (...) {
        thrown = std::current_exception();
    }
    if (thrown || !outcome->has_value()) in.group.cancel();
    group_access::idle_of all_ended{in.group};
    co_await all_ended;

    if (thrown) std::rethrow_exception(thrown);
    auto failure = group_access::first_failure(in.group);
    // A body that was only cancelled because a task failed does not hide why.
    if (failure && (outcome->has_value() || outcome->error() == errc::cancelled))
        co_return *std::move(failure);
    co_return *std::move(outcome);
}

template <class R>
struct task_value;
template <class T>
struct task_value<task<T>> {
    using type = T;
};

}  // namespace detail

/// Structured concurrency: `body(group)` may start tasks in the group, and `co_await with_group(body)`
/// completes when the body and all of them have ended. Nothing outlives it, so the tasks may use what
/// the caller owns.
///
/// Gives `result<T>` for a body that returns `task<T>` or `task<result<T>>`. The first task that ends
/// with an error or an exception asks the others, and the body, to stop; that error is the outcome, the
/// exception is thrown here. Cancellation reaches the body and every task.
///
///     auto body = [&](task_group& g) -> task<void> {
///         for (auto& path : paths) g.spawn(copy(path)).detach();
///         co_return;
///     };
///     result<void> all = co_await with_group(body);
///
/// (The lambda is given a name because g++ 12 mishandles closures inside a co_await expression.)
template <class F>
[[nodiscard]] auto with_group(F body) {
    using returned = std::invoke_result_t<F&, task_group&>;
    static_assert(detail::is_task_v<returned>, "the body of a group returns a task");
    return detail::run_group<typename detail::task_value<returned>::type>(std::move(body));
}

}  // namespace bounce
