#pragma once

#include "bounce/runtime/detail/arm.hpp"
#include "bounce/runtime/detail/operation_awaiter.hpp"
#include "bounce/runtime/task_group.hpp"
#include "bounce/runtime/with_group.hpp"

#include <tuple>
#include <utility>
#include <vector>

namespace bounce {

namespace detail {

template <leaf_operation Op>
task<result<typename Op::value_type>> await_leaf(Op op) {
    co_return co_await std::move(op);
}
template <class T>
[[nodiscard]] task<T> as_coroutine(task<T>&& t) noexcept {
    return std::move(t);
}
template <class T>
[[nodiscard]] task<result<T>> as_coroutine(operation<T>&& o) noexcept {
    return std::move(o).as_task();
}
template <class T>
[[nodiscard]] auto as_coroutine(join_handle<T>& handle) {
    return await_leaf(handle.join());
}
template <leaf_operation Op>
[[nodiscard]] auto as_coroutine(Op&& op) {
    return await_leaf(std::forward<Op>(op));
}
template <class A>
using gathered_t =
    result<flattened_t<typename task_value<decltype(as_coroutine(std::declval<A>()))>::type>>;

/// A group without a body, whose tasks fail each for itself.
template <class T>
task<void> into(task<T> work, std::optional<result<flattened_t<T>>>& slot) {
    if constexpr (std::is_void_v<T>) {
        co_await std::move(work);
        slot.emplace();
    } else {
        slot.emplace(co_await std::move(work));
    }
}

template <class... T>
task<std::tuple<result<flattened_t<T>>...>> gather(task<T>... works) {
    std::tuple<std::optional<result<flattened_t<T>>>...> slots;
    auto body = [&](task_group& group) -> task<void> {
        std::apply(
            [&](auto&... slot) {
                (group.spawn(into(std::move(works), slot), "when_all").detach(), ...);
            },
            slots);
        co_return;
    };
    static_cast<void>(co_await with_group(std::ref(body)));
    // A task that was dropped before it started left its slot empty: it was cancelled.
    co_return std::apply(
        [](auto&... slot) {
            return std::tuple<result<flattened_t<T>>...>{
                slot ? *std::move(slot) : result<flattened_t<T>>{errc::cancelled}...};
        },
        slots);
}

template <class T>
task<std::vector<result<flattened_t<T>>>> gather_range(std::vector<task<T>> works) {
    std::vector<std::optional<result<flattened_t<T>>>> slots(works.size());
    auto body = [&](task_group& group) -> task<void> {
        for (std::size_t i = 0; i < works.size(); ++i)
            group.spawn(into(std::move(works[i]), slots[i]), "when_all").detach();
        co_return;
    };
    static_cast<void>(co_await with_group(std::ref(body)));
    std::vector<result<flattened_t<T>>> outcomes;
    outcomes.reserve(slots.size());
    for (auto& slot : slots) {
        if (slot) {
            outcomes.push_back(*std::move(slot));
        } else {
            outcomes.emplace_back(errc::cancelled);
        }
    }
    co_return outcomes;
}

}  // namespace detail

/// Runs several tasks, operations or joins at the same time and waits for all of them:
/// `co_await when_all(a, b)` gives `std::tuple<result<A>, result<B>>`, each with its own outcome. An
/// error of one does not touch the others; an exception asks them to stop and is thrown when all have
/// ended. Cancellation reaches all of them.
///
///     auto [text, size] = co_await when_all(fs::read_file(a), fs::size(b));
template <class... A>
    requires(sizeof...(A) > 0)
[[nodiscard]] auto when_all(A&&... work) {
    return detail::gather(detail::as_coroutine(std::forward<A>(work))...);
}

/// The same for as many tasks as there are: gives `std::vector<result<T>>`, in the order of the tasks.
template <class T>
[[nodiscard]] task<std::vector<result<detail::flattened_t<T>>>> when_all(
    std::vector<task<T>> works) {
    return detail::gather_range(std::move(works));
}

}  // namespace bounce
