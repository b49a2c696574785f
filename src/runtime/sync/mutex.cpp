#include "bounce/runtime/sync/mutex.hpp"

namespace bounce {

mutex::~mutex() {
    BOUNCE_ASSERT(waiting_.empty(), "a mutex was destroyed while tasks wait for it");
    BOUNCE_ASSERT(!locked_, "a mutex was destroyed while it is locked");
}

void mutex::unlock() noexcept {
    detail::waiter* next = nullptr;
    {
        const lock_guard<spin_lock> guard{guard_};
        BOUNCE_ASSERT(locked_, "a mutex was unlocked that is not locked");
        next = waiting_.claim_front();
        if (next == nullptr) locked_ = false;
    }
    // The mutex may be gone from here on: the task that is woken may destroy it.
    if (next != nullptr) next->owner->complete();
}

void mutex::lock_operation::submit(detail::waiter& w) noexcept {
    {
        const lock_guard<spin_lock> guard{mutex_->guard_};
        if (mutex_->locked_) {
            mutex_->waiting_.push_back(w);
            return;
        }
        if (!w.try_claim()) return;
        mutex_->locked_ = true;
    }
    w.owner->complete();
}

void mutex::lock_operation::retract(detail::waiter& w) noexcept {
    const lock_guard<spin_lock> guard{mutex_->guard_};
    mutex_->waiting_.remove(w);
}

}  // namespace bounce
