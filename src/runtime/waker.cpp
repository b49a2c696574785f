#include "bounce/runtime/waker.hpp"

#include "runtime/runtime_core.hpp"
#include "runtime/worker.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/runtime/detail/context.hpp"
#include "bounce/runtime/detail/suspension.hpp"
#include "bounce/runtime/suspend_with.hpp"

#include <cstdint>
#include <optional>
#include <utility>

namespace bounce::detail {

/// What the wakers of one suspension share with it, all of it guarded by the lock. Whoever wakes claims
/// under the lock and the operation forgets its waiter under it, so no waker touches a waiter that is
/// gone. One reference is the operation's, the others are wakers'.
struct wake_state {
    spin_lock lock;
    std::uint32_t references = 1;
    waiter* waiting = nullptr;
    worker* holds_loop = nullptr;  ///< its loop counts this wait as pending: until the task
                                   ///< has noticed that it is over, or no waker is left
};

wake_state& make_wake_state() { return *new wake_state; }

void add_wake_reference(wake_state& s) noexcept {
    const lock_guard<spin_lock> guard{s.lock};
    ++s.references;
}

void drop_wake_reference(wake_state& s) noexcept {
    worker* loop = nullptr;
    bool last = false;
    std::optional<runtime_core::visit> visit;
    {
        const lock_guard<spin_lock> guard{s.lock};
        --s.references;
        last = s.references == 0;
        if (s.references == 1 && s.waiting != nullptr) loop = std::exchange(s.holds_loop, nullptr);
        if (loop != nullptr) visit.emplace(loop->core());
    }
    if (last) delete &s;
    if (loop != nullptr) loop->release_external();
}

void wake(wake_state& s) noexcept {
    suspension* claimed = nullptr;
    {
        const lock_guard<spin_lock> guard{s.lock};
        waiter* w = std::exchange(s.waiting, nullptr);
        if (w == nullptr || !w->try_claim()) return;
        claimed = w->owner;
    }
    claimed->complete();
}

void await_wake(wake_state& s, waiter& w) noexcept {
    worker& loop = require_current_worker("suspend_with");
    const bool counted = !w.owner->task().background;
    if (counted) loop.hold_external();
    const lock_guard<spin_lock> guard{s.lock};
    s.waiting = &w;
    s.holds_loop = counted ? &loop : nullptr;
}

void end_wait(wake_state& s) noexcept {
    const lock_guard<spin_lock> guard{s.lock};
    s.waiting = nullptr;
    if (worker* loop = std::exchange(s.holds_loop, nullptr)) loop->uncount_external();
}

}  // namespace bounce::detail
