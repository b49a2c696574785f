#pragma once

#include "bounce/runtime/join_handle.hpp"
#include "bounce/runtime/operation.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/task.hpp"

#include <type_traits>
#include <utility>

namespace bounce::detail {

/// A leaf operation that runs a coroutine as a task below the current one: what makes tasks and
/// operations that are coroutines usable where leaf operations are. It is pinned: the coroutine may use
/// buffers of its caller, so whoever abandons it waits until it has ended.
template <class T>
class coroutine_arm final {
public:
    using value_type = flattened_t<T>;
    static constexpr const char* waits_for = "a task below";
    static constexpr bool pinned = true;

    explicit coroutine_arm(task<T> work) noexcept : work_{std::move(work)} {}
    coroutine_arm(coroutine_arm&& other) noexcept : work_{std::move(other.work_)} {}
    ~coroutine_arm() {
        if (child_ != nullptr) {
            child_->abandon();
            child_->drop_reference();
        }
    }

    [[nodiscard]] bool try_now() const noexcept { return false; }
    void submit(waiter& w) {
        w.pinned = true;
        w.owner->pin();
        auto h = std::move(work_).release();
        h.promise().refers_to_closure =
            false;  // the closure belongs to the caller, who waits for us
        task_header& child = spawn_root(h, h.promise(), "arm", w.owner->task().scope, nullptr);
        child_ = &child;
        if (!child.add_joiner(w)) w.work_ended();
    }
    void retract(waiter&) const noexcept {}  // it has ended: its joiner was told
    void request_stop(waiter&) const noexcept {
        if (child_ != nullptr) child_->request_stop();
    }
    [[nodiscard]] result<value_type> take() {
        task_header* child = std::exchange(child_, nullptr);
        struct drop {
            task_header* task;
            ~drop() { task->drop_reference(); }
        } const at_end{child};
        return take_outcome<T>(*child);
    }

private:
    task<T> work_;
    task_header* child_ = nullptr;
};

/// What stands for `A` as an arm: itself if it is a leaf operation, the join of a handle, or a
/// coroutine_arm.
template <class A>
[[nodiscard]] decltype(auto) as_arm(A&& a) noexcept {
    return std::forward<A>(a);
}
template <class T>
[[nodiscard]] auto as_arm(join_handle<T>& handle) noexcept {
    return handle.join();
}
template <class T>
[[nodiscard]] auto as_arm(task<T>&& t) noexcept {
    return coroutine_arm<T>{std::move(t)};
}
template <class T>
[[nodiscard]] auto as_arm(operation<T>&& o) noexcept {
    return coroutine_arm<result<T>>{std::move(o).as_task()};
}

template <class A>
using arm_t = std::remove_cvref_t<decltype(as_arm(std::declval<A>()))>;

}  // namespace bounce::detail
