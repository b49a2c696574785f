#include "bounce/runtime/sync/notify.hpp"

#include "bounce/base/assert.hpp"

namespace bounce {

notify::~notify() {
    BOUNCE_ASSERT(waiting_.empty(), "a notify was destroyed while tasks wait for it");
}

void notify::notify_one() noexcept {
    detail::waiter* next = nullptr;
    {
        const lock_guard<spin_lock> guard{guard_};
        next = waiting_.claim_front();
        if (next == nullptr) kept_ = true;
    }
    // The object may be gone from here on: the task that is woken may destroy it.
    if (next != nullptr) next->owner->complete();
}

void notify::notify_all() noexcept {
    detail::completions woken;  // run after the lock was released
    const lock_guard<spin_lock> guard{guard_};
    while (detail::waiter* w = waiting_.claim_front()) woken.add(*w->owner);
}

void notify::wait_operation::submit(detail::waiter& w) noexcept {
    {
        const lock_guard<spin_lock> guard{notify_->guard_};
        if (!notify_->kept_) {
            notify_->waiting_.push_back(w);
            return;
        }
        if (!w.try_claim()) return;
        notify_->kept_ = false;
    }
    w.owner->complete();
}

void notify::wait_operation::retract(detail::waiter& w) noexcept {
    const lock_guard<spin_lock> guard{notify_->guard_};
    notify_->waiting_.remove(w);
}

}  // namespace bounce
