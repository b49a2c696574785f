#pragma once

#include "bounce/base/result.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/runtime/detail/suspension.hpp"
#include "bounce/runtime/operation.hpp"

#include <utility>

namespace bounce {

/// Tells tasks that something has happened, without saying what: they look for themselves. The building
/// block of objects that wait for a condition.
///
///     bounce::notify changed;
///
///     task<result<void>> wait_until_ready(state& s) {
///         while (!s.ready()) co_await co_await changed.wait();
///         co_return {};
///     }
///     // elsewhere: s.make_ready(); changed.notify_one();
///
/// A `notify_one` that finds nobody waiting is kept, so that it is not lost between looking and waiting;
/// but only one is kept, however often it is called. `notify_all` is never kept.
///
/// Fairness: first come, first served. Waiting allocates nothing.
/// Threads: every member may be called from any thread, inside a runtime or not; only awaiting needs one.
/// Lifetime: destroying a notify that tasks wait for ends the program with a diagnosis.
class notify {
public:
    class wait_operation;

    notify() noexcept = default;
    notify(const notify&) = delete;
    notify& operator=(const notify&) = delete;
    ~notify();

    /// Wakes the task that has waited longest. If none waits, the next `wait` completes at once.
    void notify_one() noexcept;

    /// Wakes every task that waits at this moment; one that begins to wait later is not concerned.
    void notify_all() noexcept;

    /// Waits for a notification: `co_await n.wait()` gives `result<void>`.
    ///
    /// Completes when: a notification was kept, or this wait's turn comes.
    /// May overlap with: any use of the object, other waits included.
    /// Must live until completed: the notify.
    /// Errors: `errc::cancelled` only.
    /// Cancellation: the wait ends without using up a notification: `notify_one` goes to the next in the
    /// queue, or is kept. One that had reached this wait first is delivered.
    /// Resumes: where its task runs, a worker of its runtime; without suspending when one was kept.
    [[nodiscard]] wait_operation wait() noexcept;

private:
    [[nodiscard]] bool use_kept() noexcept {
        const lock_guard<spin_lock> guard{guard_};
        return std::exchange(kept_, false);
    }

    // While a notification is kept nobody waits.
    spin_lock guard_;  // guards the two below
    bool kept_ = false;
    detail::wait_list waiting_;
};

/// What `notify::wait` returns.
class [[nodiscard]] notify::wait_operation final : public basic_operation<wait_operation, void> {
public:
    static constexpr const char* waits_for = "a notification";
    static constexpr bool pinned = false;

    [[nodiscard]] bool try_now() noexcept { return notify_->use_kept(); }
    void submit(detail::waiter& w) noexcept;
    void retract(detail::waiter& w) noexcept;
    [[nodiscard]] result<void> take() noexcept { return {}; }

private:
    friend class notify;
    explicit wait_operation(notify& n) noexcept : notify_{&n} {}

    notify* notify_;
};

inline notify::wait_operation notify::wait() noexcept { return wait_operation{*this}; }

}  // namespace bounce
