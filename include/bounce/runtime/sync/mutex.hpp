#pragma once

#include "bounce/base/assert.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/runtime/detail/suspension.hpp"
#include "bounce/runtime/operation.hpp"

#include <optional>
#include <utility>

namespace bounce {

class mutex;

/// Ownership of a locked mutex: unlocks when it dies. Movable, so it can be returned and stored, and it
/// may be destroyed on another thread than the one that locked.
class [[nodiscard]] mutex_guard {
public:
    mutex_guard(mutex_guard&& other) noexcept : owner_{std::exchange(other.owner_, nullptr)} {}
    mutex_guard& operator=(mutex_guard&& other) noexcept {
        mutex_guard dropped{std::move(*this)};
        owner_ = std::exchange(other.owner_, nullptr);
        return *this;
    }
    ~mutex_guard() {
        if (owner_ != nullptr) unlock();
    }

    /// Unlocks early. Unlocking what this guard does not hold (any more) ends the program with a
    /// diagnosis.
    void unlock() noexcept;

    /// True until it was unlocked or moved away.
    [[nodiscard]] bool owns_lock() const noexcept { return owner_ != nullptr; }
    [[nodiscard]] explicit operator bool() const noexcept { return owns_lock(); }

private:
    friend class mutex;
    explicit mutex_guard(mutex& locked) noexcept : owner_{&locked} {}

    mutex* owner_;
};

/// Mutual exclusion between tasks: a task that has to wait suspends, its thread goes on with others, and
/// the lock may be held across `co_await`. For data that is never held across one, a lock of the
/// operating system is quicker.
///
///     bounce::mutex m;
///
///     task<result<void>> append(log_file& log, std::string line) {
///         bounce::mutex_guard guard = co_await co_await m.lock();
///         co_return co_await log.write(line);
///     }
///
/// Fairness: first come, first served. Unlocking hands the lock to the task that has waited longest; a
/// newcomer cannot get in between. Waiting allocates nothing.
/// Threads: every member may be called from any thread, inside a runtime or not; only awaiting needs one.
/// Lifetime: destroying a mutex that is locked, or that tasks wait for, ends the program with a diagnosis.
class mutex {
public:
    class lock_operation;

    mutex() noexcept = default;
    mutex(const mutex&) = delete;
    mutex& operator=(const mutex&) = delete;
    ~mutex();

    /// Locks: `co_await m.lock()` gives `result<mutex_guard>`.
    ///
    /// Completes when: the mutex is free and everybody who asked before had it.
    /// May overlap with: any use of the mutex, other waits for it included. A task that waits for a mutex
    /// which it holds itself waits until it is cancelled.
    /// Must live until completed: the mutex.
    /// Errors: `errc::cancelled` only.
    /// Cancellation: the wait ends, the place in the queue is given up, and the lock is not taken. A lock
    /// that was handed over first is delivered.
    /// Resumes: where its task runs, a worker of its runtime; without suspending when the mutex is free.
    [[nodiscard]] lock_operation lock() noexcept;

    /// Locks if that is possible at once, otherwise gives nothing.
    [[nodiscard]] std::optional<mutex_guard> try_lock() noexcept {
        if (!lock_if_free()) return std::nullopt;
        return mutex_guard{*this};
    }

private:
    friend class mutex_guard;

    [[nodiscard]] bool lock_if_free() noexcept {
        const lock_guard<spin_lock> guard{guard_};
        return !std::exchange(locked_, true);
    }
    void unlock() noexcept;

    // While `locked_` is false nobody waits: unlocking hands over, and clears it only when there is
    // nobody left to hand over to. So who finds it false overtakes nobody.
    spin_lock guard_;  // guards the two below
    bool locked_ = false;
    detail::wait_list waiting_;
};

/// What `mutex::lock` returns.
class [[nodiscard]] mutex::lock_operation final
    : public basic_operation<lock_operation, mutex_guard> {
public:
    static constexpr const char* waits_for = "a mutex";
    static constexpr bool pinned = false;

    [[nodiscard]] bool try_now() noexcept { return mutex_->lock_if_free(); }
    void submit(detail::waiter& w) noexcept;
    void retract(detail::waiter& w) noexcept;
    [[nodiscard]] result<mutex_guard> take() noexcept { return mutex_guard{*mutex_}; }

private:
    friend class mutex;
    explicit lock_operation(mutex& m) noexcept : mutex_{&m} {}

    mutex* mutex_;
};

inline mutex::lock_operation mutex::lock() noexcept { return lock_operation{*this}; }

inline void mutex_guard::unlock() noexcept {
    BOUNCE_ASSERT(owner_ != nullptr,
                  "this mutex_guard holds no lock: it was unlocked or moved away before");
    std::exchange(owner_, nullptr)->unlock();
}

}  // namespace bounce
