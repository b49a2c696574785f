#pragma once

#include "bounce/base/assert.hpp"
#include "bounce/base/result.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/runtime/detail/suspension.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstddef>
#include <utility>

namespace bounce {

class semaphore;

/// Permits taken from a semaphore: they go back when this dies. The semaphore must outlive it.
class [[nodiscard]] semaphore_permits {
public:
    semaphore_permits(semaphore_permits&& other) noexcept
        : owner_{std::exchange(other.owner_, nullptr)}, count_{std::exchange(other.count_, 0)} {}
    semaphore_permits& operator=(semaphore_permits&& other) noexcept {
        semaphore_permits dropped{std::move(*this)};
        owner_ = std::exchange(other.owner_, nullptr);
        count_ = std::exchange(other.count_, 0);
        return *this;
    }
    ~semaphore_permits() { release(); }

    /// Gives them back early. Harmless when there are none left.
    void release() noexcept;
    /// Keeps them out for good, or until `semaphore::release` is called for them. Says how many.
    std::size_t forget() noexcept {
        owner_ = nullptr;
        return std::exchange(count_, 0);
    }
    [[nodiscard]] std::size_t count() const noexcept { return count_; }

private:
    friend class semaphore;
    semaphore_permits(semaphore& owner, std::size_t count) noexcept
        : owner_{&owner}, count_{count} {}

    semaphore* owner_;
    std::size_t count_;
};

/// A number of permits that tasks take and give back: it bounds how much happens at a time.
///
///     bounce::semaphore connections{100};
///
///     task<result<std::string>> fetch(std::string url) {
///         bounce::semaphore_permits permit = co_await co_await connections.acquire();
///         co_return co_await http::get(std::move(url));
///     }
///
/// Fairness: first come, first served, whatever the sizes. A request for many permits at the head of the
/// queue is not overtaken by small ones behind it, even if those could be met.
/// Waiting allocates nothing.
/// Threads: every member may be called from any thread, inside a runtime or not; only awaiting needs one.
/// Lifetime: destroying a semaphore that tasks wait for ends the program with a diagnosis.
class semaphore {
public:
    class acquire_operation;

    /// `permits`: how many there are to begin with; 0 is a semaphore that waits for `release`.
    explicit semaphore(std::size_t permits) noexcept : available_{permits} {}
    semaphore(const semaphore&) = delete;
    semaphore& operator=(const semaphore&) = delete;
    ~semaphore();

    /// Takes n permits: `co_await s.acquire(n)` gives `result<semaphore_permits>`.
    ///
    /// Completes when: n permits are there and everybody who asked before had theirs.
    /// May overlap with: any use of the semaphore, other waits for it included.
    /// Must live until completed: the semaphore.
    /// Errors: `errc::closed` when it is closed or is closed meanwhile; `errc::cancelled`.
    /// Cancellation: the wait ends, no permit is taken, and whoever stood behind in the queue moves up.
    /// Permits that were given first are delivered.
    /// Resumes: where its task runs, a worker of its runtime; without suspending when there are enough.
    [[nodiscard]] acquire_operation acquire(std::size_t n = 1) noexcept;

    /// Takes n permits if that is possible at once; otherwise `errc::would_block`, or `errc::closed`.
    [[nodiscard]] result<semaphore_permits> try_acquire(std::size_t n = 1) noexcept;

    /// Adds n permits, taken before or new.
    void release(std::size_t n = 1) noexcept;

    /// How many permits could be taken at this moment.
    [[nodiscard]] std::size_t available() const noexcept;

    /// Ends the giving of permits: who waits and who comes later gets `errc::closed`. Permits that are
    /// out stay valid and may be given back. Closing twice is harmless.
    void close() noexcept;
    [[nodiscard]] bool is_closed() const noexcept;

private:
    enum class verdict : unsigned char { wait, granted, closed };

    [[nodiscard]] verdict take_if_possible(std::size_t n) noexcept;
    void grant(detail::completions& woken) noexcept;

    // Between two critical sections the first who waits and is still to be had wants more than there is.
    mutable spin_lock guard_;  // guards the three below
    bool closed_ = false;
    std::size_t available_;
    detail::wait_list waiting_;
};

/// What `semaphore::acquire` returns.
class [[nodiscard]] semaphore::acquire_operation final
    : public basic_operation<acquire_operation, semaphore_permits> {
public:
    static constexpr const char* waits_for = "a semaphore";
    static constexpr bool pinned = false;

    [[nodiscard]] bool try_now() noexcept;
    void submit(detail::waiter& w) noexcept;
    void retract(detail::waiter& w) noexcept;
    [[nodiscard]] result<semaphore_permits> take() noexcept;

private:
    friend class semaphore;
    acquire_operation(semaphore& s, std::size_t n) noexcept : semaphore_{&s}, wanted_{n} {}

    semaphore* semaphore_;
    std::size_t wanted_;
    verdict verdict_ = verdict::wait;
};

inline semaphore::acquire_operation semaphore::acquire(std::size_t n) noexcept {
    return {*this, n};
}

inline void semaphore_permits::release() noexcept {
    if (owner_ != nullptr) std::exchange(owner_, nullptr)->release(std::exchange(count_, 0));
}

}  // namespace bounce
