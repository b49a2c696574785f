#include "bounce/runtime/sync/semaphore.hpp"

#include <limits>

namespace bounce {

semaphore::~semaphore() {
    BOUNCE_ASSERT(waiting_.empty(), "a semaphore was destroyed while tasks wait for it");
}

// Under the lock.
semaphore::verdict semaphore::take_if_possible(std::size_t n) noexcept {
    if (closed_) return verdict::closed;
    if (!waiting_.empty() || available_ < n) return verdict::wait;
    available_ -= n;
    return verdict::granted;
}

// Under the lock: gives what there is to those who come first. Stops at the first request that is too
// large, also when somebody else woke that task already: then its retraction goes on from here.
void semaphore::grant(detail::completions& woken) noexcept {
    while (detail::waiter* w = waiting_.front()) {
        auto& request = *static_cast<acquire_operation*>(w->operation);
        if (request.wanted_ > available_) return;
        waiting_.remove(*w);
        if (!w->try_claim()) continue;
        available_ -= request.wanted_;
        request.verdict_ = verdict::granted;
        woken.add(*w->owner);
    }
}

result<semaphore_permits> semaphore::try_acquire(std::size_t n) noexcept {
    const lock_guard<spin_lock> guard{guard_};
    switch (take_if_possible(n)) {
        case verdict::granted: return semaphore_permits{*this, n};
        case verdict::closed: return errc::closed;
        case verdict::wait: break;
    }
    return errc::would_block;
}

void semaphore::release(std::size_t n) noexcept {
    detail::completions
        woken;  // run after the lock was released; the semaphore may be gone by then
    const lock_guard<spin_lock> guard{guard_};
    BOUNCE_ASSERT(n <= std::numeric_limits<std::size_t>::max() - available_,
                  "a semaphore was given more permits than it can count");
    available_ += n;
    grant(woken);
}

std::size_t semaphore::available() const noexcept {
    const lock_guard<spin_lock> guard{guard_};
    return available_;
}

void semaphore::close() noexcept {
    detail::completions woken;
    const lock_guard<spin_lock> guard{guard_};
    closed_ = true;
    while (detail::waiter* w = waiting_.claim_front()) {
        static_cast<acquire_operation*>(w->operation)->verdict_ = verdict::closed;
        woken.add(*w->owner);
    }
}

bool semaphore::is_closed() const noexcept {
    const lock_guard<spin_lock> guard{guard_};
    return closed_;
}

bool semaphore::acquire_operation::try_now() noexcept {
    const lock_guard<spin_lock> guard{semaphore_->guard_};
    verdict_ = semaphore_->take_if_possible(wanted_);
    return verdict_ != verdict::wait;
}

void semaphore::acquire_operation::submit(detail::waiter& w) noexcept {
    detail::completions woken;
    const lock_guard<spin_lock> guard{semaphore_->guard_};
    if (semaphore_->closed_) {
        if (!w.try_claim()) return;
        verdict_ = verdict::closed;
        woken.add(*w.owner);
        return;
    }
    // Into the queue, even if there is enough by now: so this request is met like any other.
    w.operation = this;
    semaphore_->waiting_.push_back(w);
    semaphore_->grant(woken);
}

void semaphore::acquire_operation::retract(detail::waiter& w) noexcept {
    detail::completions woken;
    const lock_guard<spin_lock> guard{semaphore_->guard_};
    semaphore_->waiting_.remove(w);
    semaphore_->grant(woken);  // what this request was too large for may be enough for the next
}

result<semaphore_permits> semaphore::acquire_operation::take() noexcept {
    if (verdict_ == verdict::closed) return errc::closed;
    return semaphore_permits{*semaphore_, wanted_};
}

}  // namespace bounce
