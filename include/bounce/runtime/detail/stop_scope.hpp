#pragma once

#include "bounce/base/threads.hpp"
#include "bounce/runtime/detail/suspension.hpp"

namespace bounce::detail {

/// A node of the tree of stop sources: the only way in which anything is cancelled.
///
/// Requesting stop at a node requests it in the whole tree below. A task has a node of its own, below
/// the node of its group or, if it was spawned freely, below one of its runtime; `timeout` and
/// `with_group` put a node of their own below that of the task they run in; `shield` one without a
/// parent. At any time a task runs in exactly one node (`task_header::scope`), and while it is
/// suspended that node knows its suspension.
///
/// Rules:
///  1. `stop_` goes from false to true once and stays (stop is sticky).
///  2. `waiting_`, `stop_` and the list of children are changed under the node's lock. The lock of a
///     child is taken while that of its parent is held, never the other way round.
///  3. A request claims the suspension under the lock, and completes it after all locks are released.
///     The task leaves (under the lock) before its suspension dies: so a request never touches a dead
///     one.
class stop_scope {
public:
    /// A root, or a shield: nobody's child.
    stop_scope() noexcept = default;
    /// The node of a task (see is_task); it is attached when the task is.
    struct of_task {};
    explicit stop_scope(of_task) noexcept : is_task_{true} {}
    /// A child. If stop was already requested at the parent, the child starts out stopped.
    explicit stop_scope(stop_scope& parent) noexcept { attach(parent); }
    stop_scope(const stop_scope&) = delete;
    stop_scope& operator=(const stop_scope&) = delete;
    ~stop_scope() { detach(); }

    void attach(stop_scope& parent) noexcept;
    void detach() noexcept;

    /// Requests stop here and below. Safe from any thread while the node lives.
    void request_stop() noexcept;
    /// The same for callers that hold a lock under which nothing may be woken: who is to be woken is
    /// added to `woken`.
    void request_stop(completions& woken) noexcept;

    // Relaxed is enough: it is only a hint that saves work; what counts is read under the lock.
    [[nodiscard]] bool stop_requested() const noexcept { return stop_.load(memory_order_relaxed); }

    /// The task is about to suspend. False when stop was requested: it must not.
    [[nodiscard]] bool enter(suspension& s) noexcept {
        const lock_guard<spin_lock> guard{lock_};
        if (stop_.load(memory_order_relaxed)) return false;
        waiting_ = &s;
        return true;
    }
    /// The task was resumed.
    void leave() noexcept {
        const lock_guard<spin_lock> guard{lock_};
        waiting_ = nullptr;
    }

    /// Whether this node is (the base of) a task_header.
    [[nodiscard]] bool is_task() const noexcept { return is_task_; }

    [[nodiscard]] bool has_children() noexcept {
        const lock_guard<spin_lock> guard{lock_};
        return first_child_ != nullptr;
    }
    /// Calls f(stop_scope&) for each child, under the lock: f must be short and take no lock but a child's.
    template <class F>
    void for_each_child(F&& f) {
        const lock_guard<spin_lock> guard{lock_};
        for (auto* c = first_child_; c != nullptr; c = c->next_sibling_) f(*c);
    }

private:
    spin_lock lock_;
    atomic<bool> stop_{false};
    const bool is_task_ = false;
    suspension* waiting_ = nullptr;
    stop_scope* parent_ = nullptr;
    stop_scope* first_child_ = nullptr;
    stop_scope* previous_sibling_ = nullptr;
    stop_scope* next_sibling_ = nullptr;
};

}  // namespace bounce::detail
