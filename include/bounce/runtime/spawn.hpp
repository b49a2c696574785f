#pragma once

#include "bounce/runtime/join_handle.hpp"
#include "bounce/runtime/operation.hpp"
#include "bounce/runtime/task.hpp"

#include <functional>
#include <type_traits>
#include <utility>

namespace bounce {

namespace detail {

/// Makes a task of a coroutine, on the worker of this thread, and makes it ready. `parent`: null for a
/// free task. Adopts the coroutine.
[[nodiscard]] task_header& spawn_root(std::coroutine_handle<> root, promise_base& promise,
                                      const char* name, stop_scope* parent = nullptr,
                                      completion_observer* observer = nullptr);

/// The same on a worker of the caller's choice.
[[nodiscard]] task_header& spawn_root_on(worker& home, std::coroutine_handle<> root,
                                         promise_base& promise, const char* name,
                                         stop_scope* parent = nullptr,
                                         completion_observer* observer = nullptr);

template <class T>
inline constexpr bool is_task_v = false;
template <class T>
inline constexpr bool is_task_v<task<T>> = true;

template <class R>
struct task_of;
template <class T>
struct task_of<task<T>> {
    using type = task<T>;
    static type from(task<T> t) noexcept { return t; }
};
template <class T>
struct task_of<operation<T>> {
    using type = task<result<T>>;
    static type from(operation<T> o) noexcept { return std::move(o).as_task(); }
};

/// Owns a callable and its arguments for as long as the coroutine that it makes runs.
template <class R, class F, class... Args>
typename task_of<R>::type call_owned(F f, Args... args) {
    co_return co_await std::invoke(std::move(f), std::move(args)...);
}

/// A call whose coroutine refers to nothing outside its frame, so that nothing has to be kept for it:
/// a plain function, or a lambda without captures, that takes everything by value.
template <class F>
inline constexpr bool takes_by_value = false;
template <class R, class... P>
inline constexpr bool takes_by_value<R (*)(P...)> = (!std::is_reference_v<P> && ...);
template <class R, class... P>
inline constexpr bool takes_by_value<R (*)(P...) noexcept> = (!std::is_reference_v<P> && ...);

template <class F>
consteval bool owns_nothing() noexcept {
    if constexpr (std::is_pointer_v<F>) {
        return takes_by_value<F>;
    } else if constexpr (std::is_empty_v<F> && requires(F f) { +f; }) {
        return takes_by_value<decltype(+std::declval<F>())>;
    } else {
        return false;
    }
}

}  // namespace detail

/// Starts a task of its own, on the runtime of this thread, and gives a handle to it. It runs at the
/// earliest when the caller suspends or returns. One allocation.
///
/// `name` (a literal) is for people: it appears in traces and diagnoses.
///
/// On a thread without a runtime this ends the program with a diagnosis. So it does, in every build,
/// when the task is the call of a lambda with captures: such a lambda would die before its task. Give
/// spawn the lambda instead, it is then kept: `spawn([x] { … })`, not `spawn([x]() -> task<> { … }())`.
template <class T>
join_handle<T> spawn(task<T> work, const char* name = "task") {
    auto h = std::move(work).release();
    return join_handle<T>{detail::spawn_root(h, h.promise(), name)};
}
template <class T>
join_handle<result<T>> spawn(operation<T> work, const char* name = "operation") {
    return spawn(std::move(work).as_task(), name);
}

/// Calls `f(args...)`, which must return a task or an operation, and starts that. The callable and the
/// arguments are moved or copied (use `std::ref` for a reference) and live as long as the task.
template <class F, class... Args>
    requires(std::is_invocable_v<std::decay_t<F>, std::decay_t<Args>...> &&
             !detail::is_task_v<std::decay_t<F>>)
auto spawn(F&& f, Args&&... args) {
    using callable = std::decay_t<F>;
    using made = std::remove_cvref_t<std::invoke_result_t<callable, std::decay_t<Args>...>>;
    if constexpr (detail::owns_nothing<callable>()) {
        return spawn(std::invoke(std::forward<F>(f), std::forward<Args>(args)...));
    } else {
        return spawn(detail::call_owned<made>(callable(std::forward<F>(f)),
                                              std::decay_t<Args>(std::forward<Args>(args))...));
    }
}

}  // namespace bounce
