#pragma once

#include "bounce/runtime/detail/scope_switch.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"

#include <utility>

namespace bounce {

namespace detail {

template <class T>
task<result<flattened_t<T>>> run_until(time_point deadline, task<T> work) {
    stop_scope scope{*require_current_task("timeout").scope};
    const scope_switch inside{scope};
    scope_timer timer{scope, deadline};
    if constexpr (std::is_void_v<T>) {
        co_await std::move(work);
        if (timer.stop() && !inside.outer().stop_requested()) co_return errc::timed_out;
        co_return result<void>{};
    } else if constexpr (is_result_v<T>) {
        T outcome = co_await std::move(work);
        if (timer.stop() && !outcome && outcome.error() == errc::cancelled &&
            !inside.outer().stop_requested())
            co_return errc::timed_out;
        co_return outcome;
    } else {
        co_return result<T>(co_await std::move(work));
    }
}

template <leaf_operation Op>
task<result<typename Op::value_type>> wait_until(time_point deadline, Op op) {
    auto first = co_await select(std::move(op), sleep_until(deadline));
    if (first.index() == 1) co_return errc::timed_out;
    co_return std::get<0>(std::move(first));
}

template <class A>
[[nodiscard]] auto before(time_point deadline, A&& a) {
    using awaited = std::remove_cvref_t<A>;
    if constexpr (is_task_v<awaited>) {
        return run_until(deadline, std::forward<A>(a));
    } else if constexpr (requires { std::forward<A>(a).as_task(); }) {
        return run_until(deadline, std::forward<A>(a).as_task());
    } else {
        return wait_until(deadline, as_arm(std::forward<A>(a)));
    }
}

}  // namespace detail

/// The outcome of `what`, or `errc::timed_out` if it takes longer than `d`: `co_await timeout(2s, op)`
/// gives `result<T>`; results are not nested.
///
/// `what` is an operation, a task, or a join handle (an lvalue; the task it joins is not touched). When
/// the time is over a leaf operation is abandoned without having taken effect; a coroutine is asked to
/// stop, and the outcome is known when it has ended: if it ended well all the same, its result is given.
/// A task that returns nothing and was asked to stop counts as timed out.
///
/// Cancellation of the caller reaches `what` and gives `errc::cancelled`.
///
///     std::string text = co_await co_await timeout(2s, fs::read_file(path));
template <class A>
[[nodiscard]] auto timeout(nanoseconds d, A&& what) {
    return detail::before(saturating_add(now(), d), std::forward<A>(what));
}

/// The same with a point in time.
template <class A>
[[nodiscard]] auto timeout_at(time_point deadline, A&& what) {
    return detail::before(deadline, std::forward<A>(what));
}

}  // namespace bounce
