#pragma once

#include "bounce/runtime/detail/scope_switch.hpp"
#include "bounce/runtime/operation.hpp"
#include "bounce/runtime/task.hpp"

#include <utility>

namespace bounce {

namespace detail {

template <class T>
task<T> run_shielded(task<T> work) {
    stop_scope nobodys_child;
    const scope_switch inside{nobodys_child};
    co_return co_await std::move(work);
}
template <class Op>
task<result<typename Op::value_type>> wait_shielded(Op op) {
    stop_scope nobodys_child;
    const scope_switch inside{nobodys_child};
    co_return co_await std::move(op);
}

}  // namespace detail

/// Runs a task or an operation to its end even if the caller was, or is, asked to stop: for clean-up.
/// Awaiting gives what `what` gives. The request is not forgotten: the next operation outside the shield
/// completes `cancelled`.
///
///     co_await co_await shield(connection.close());
template <class T>
[[nodiscard]] task<T> shield(task<T> what) {
    return detail::run_shielded(std::move(what));
}
template <class T>
[[nodiscard]] task<result<T>> shield(operation<T> what) {
    return detail::run_shielded(std::move(what).as_task());
}
template <detail::leaf_operation Op>
[[nodiscard]] auto shield(Op what) {
    return detail::wait_shielded(std::move(what));
}

}  // namespace bounce
