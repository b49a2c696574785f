#include "bounce/runtime/task_group.hpp"

#include "bounce/runtime/with_group.hpp"

#include <utility>

namespace bounce {

std::size_t task_group::size() noexcept {
    const lock_guard<spin_lock> guard{lock_};
    return running_;
}

detail::task_header& task_group::add(std::coroutine_handle<> root, detail::promise_base& promise,
                                     const char* name) {
    {
        const lock_guard<spin_lock> guard{lock_};
        ++running_;
    }
    return detail::spawn_root(root, promise, name, &scope_, &observer_);
}

void task_group::child_ended(std::exception_ptr thrown, const error* why) noexcept {
    // Being cancelled after somebody asked for it is no failure.
    const bool failed =
        thrown || (why != nullptr && !(*why == errc::cancelled && scope_.stop_requested()));
    if (failed) {
        {
            const lock_guard<spin_lock> guard{lock_};
            if (!exception_ && !error_) {
                if (!thrown) error_ = *why;
                exception_ = std::move(thrown);
            }
        }
        scope_.request_stop();
        thrown = nullptr;  // before whoever waits goes on
    }
    // The last thing that touches the group: after the lock is free, and nobody waits, it may be gone.
    detail::suspension* idle = nullptr;
    {
        const lock_guard<spin_lock> guard{lock_};
        if (--running_ == 0 && idle_waiter_ != nullptr && idle_waiter_->try_claim())
            idle = idle_waiter_->owner;
    }
    if (idle != nullptr) idle->complete();
}

namespace detail {

void group_access::wait_for_idle(task_group& group, waiter& w) noexcept {
    bool idle = false;
    {
        const lock_guard<spin_lock> guard{group.lock_};
        idle = group.running_ == 0;
        if (!idle) group.idle_waiter_ = &w;
    }
    if (idle && w.try_claim()) w.owner->complete();
}

std::optional<error> group_access::first_failure(task_group& group) {
    const lock_guard<spin_lock> guard{group.lock_};
    if (group.exception_) std::rethrow_exception(group.exception_);
    return group.error_;
}

}  // namespace detail

}  // namespace bounce
