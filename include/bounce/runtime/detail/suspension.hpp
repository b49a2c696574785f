#pragma once

#include "bounce/base/assert.hpp"
#include "bounce/base/threads.hpp"

#include <cstdint>

// How a task waits. There is one mechanism, and every wait goes through it: a lock, a channel, a timer,
// a socket, a job in the pool, another task's end, and any of them under select, timeout or cancel.
//
// A task that suspends owns one `suspension`, and for each thing that could wake it one `waiter`, its
// arm. Both live in the coroutine frame, so waiting allocates nothing. The rules:
//
//  1. A wake-up has two steps: *claim*, then *take*. Claim is one compare-and-swap on the suspension's
//     word; it succeeds once. Only who won it may take (move the lock, the element, the bytes over) and
//     must then `complete()`. Who loses leaves the object as it was and looks for the next waiter.
//  2. Stop (cancel) is a claim like any other, under the number `by_stop`. So is a timeout.
//  3. The word also counts *holds*: reasons why the frame must not go on yet. One belongs to the task
//     itself while it still registers its arms; one to whoever wins the claim, until its take is done;
//     one to each *pinned* arm, whose work uses memory of the frame (a job that fills a buffer) and
//     cannot be abandoned. Who drops the last hold makes the task ready. Nobody touches the suspension
//     or an arm after dropping a hold, unless it has another.
//  4. A pinned arm that did not win is asked to stop, by the claimer if all arms were registered by
//     then, otherwise by the task when it has registered them. It drops its hold when its work ended.
//  5. After it was resumed, the task retracts every arm that did not win: it takes the lock of the
//     object the arm is linked into, so nobody can still be looking at the arm afterwards.
//
// tests/model runs these transitions exhaustively.
namespace bounce::detail {

class task_header;

class suspension {
public:
    using arm_number = std::uint8_t;
    static constexpr arm_number by_nobody = 0;
    static constexpr arm_number by_stop = 0xff;

    /// Asks the pinned arms other than the winner to stop; see rule 4.
    using stop_losers_function = void (*)(suspension&) noexcept;

    explicit suspension(task_header* task, stop_losers_function stop_losers = nullptr) noexcept
        : stop_losers_{stop_losers}, task_{task} {}
    suspension(const suspension&) = delete;
    suspension& operator=(const suspension&) = delete;

    /// Rule 1. On success the caller holds the suspension until it calls `complete()`.
    [[nodiscard]] bool try_claim(arm_number arm) noexcept {
        std::uint32_t seen = word_.load(memory_order_relaxed);
        while ((seen & winner_mask) == 0) {
            // acq_rel: the taker sees what the task prepared, and the task, when it reads the winner,
            // sees everything before the claim.
            if (word_.compare_exchange_weak(seen, seen | arm, memory_order_acq_rel,
                                            memory_order_relaxed)) {
                if ((seen & registering) == 0 && stop_losers_ != nullptr) stop_losers_(*this);
                return true;
            }
        }
        return false;
    }

    /// The winner has taken: drops its hold. The suspension may be gone when this returns.
    void complete() noexcept { drop_holds(1); }

    /// Rule 3: one more hold, taken by the registering task before a pinned arm's work starts.
    void pin() noexcept { word_.fetch_add(one_hold, memory_order_relaxed); }
    /// A pinned arm's work ended and it did not win.
    void unpin() noexcept { drop_holds(1); }
    /// A pinned arm's work ended, it won, and has taken.
    void complete_and_unpin() noexcept { drop_holds(2); }

    /// The task has registered all its arms. True: it is suspended, and must not be touched. False: it
    /// was woken meanwhile and goes on at once.
    [[nodiscard]] bool finish_registration() noexcept {
        if (stop_losers_ != nullptr) {
            const auto seen = word_.fetch_and(~registering, memory_order_acq_rel);
            if ((seen & winner_mask) != 0) stop_losers_(*this);
            return word_.fetch_sub(one_hold, memory_order_acq_rel) >= 2 * one_hold;
        }
        return word_.fetch_sub(registering + one_hold, memory_order_acq_rel) - registering >=
               2 * one_hold;
    }

    /// Which arm won. Readable by the winner, and by the task once it was resumed.
    [[nodiscard]] arm_number winner() const noexcept {
        return static_cast<arm_number>(word_.load(memory_order_acquire) & winner_mask);
    }
    [[nodiscard]] bool claimed() const noexcept { return winner() != by_nobody; }

    [[nodiscard]] task_header& task() const noexcept { return *task_; }

    /// Link for lists of claimed suspensions that are to be completed; see completions.
    suspension* next_claimed = nullptr;

private:
    void drop_holds(std::uint32_t n) noexcept;

    // Bits 0-7: the winner. Bit 8: the task still registers arms. Bits 9-31: the number of holds.
    static constexpr std::uint32_t winner_mask = 0xff;
    static constexpr std::uint32_t registering = 1U << 8U;
    static constexpr std::uint32_t one_hold = 1U << 9U;

    // Written by the task (registration, pins), by the one claimer, and by every holder that leaves.
    // Leaving is a release and the last to leave acquires: it makes the task ready, so the task sees
    // what all of them wrote.
    atomic<std::uint32_t> word_{registering + 2 * one_hold};
    stop_losers_function stop_losers_;
    task_header* task_;
};

/// One arm of a suspension: the node that an object links into its list of those who wait.
struct waiter {
    waiter(suspension& s, suspension::arm_number n) noexcept : owner{&s}, arm{n} {}
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;

    [[nodiscard]] bool try_claim() const noexcept { return owner->try_claim(arm); }

    /// For arms whose outcome stays where it is until the task takes it (the end of a task, of a job):
    /// the work is over. Claims if that is still possible, and drops the holds. Afterwards the waiter may
    /// be gone.
    void work_ended() const noexcept {
        suspension& s = *owner;
        const bool was_pinned = pinned;
        if (try_claim()) {
            was_pinned ? s.complete_and_unpin() : s.complete();
        } else if (was_pinned) {
            s.unpin();
        }
    }

    waiter* previous = nullptr;
    waiter* next = nullptr;
    suspension* owner;
    /// The operation behind the arm, where a taker must reach it: to put the element into it, to read
    /// how much it wants. Set and read by the object that links the arm; nobody else looks at it.
    void* operation = nullptr;
    suspension::arm_number arm;
    bool linked = false;
    bool pinned = false;  ///< rule 3; set by the arm's submit, with the suspension's pin()
};

/// Those who wait for an object, first come first served. Guarded by the object's lock.
class wait_list {
public:
    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
    [[nodiscard]] waiter* front() const noexcept { return first_; }

    void push_back(waiter& w) noexcept {
        BOUNCE_DEBUG_ASSERT(!w.linked, "a waiter can be in one list only");
        w.previous = last_;
        w.next = nullptr;
        (last_ != nullptr ? last_->next : first_) = &w;
        last_ = &w;
        w.linked = true;
    }

    /// Takes w out if it is linked; harmless otherwise.
    void remove(waiter& w) noexcept {
        if (!w.linked) return;
        (w.previous != nullptr ? w.previous->next : first_) = w.next;
        (w.next != nullptr ? w.next->previous : last_) = w.previous;
        w.previous = w.next = nullptr;
        w.linked = false;
    }

    /// Takes out the first waiter that can be claimed and claims it; drops those that cannot (somebody
    /// else woke them). Null when there is none. The caller takes, and then completes it.
    [[nodiscard]] waiter* claim_front() noexcept {
        while (first_ != nullptr) {
            waiter& w = *first_;
            remove(w);
            if (w.try_claim()) return &w;
        }
        return nullptr;
    }

private:
    waiter* first_ = nullptr;
    waiter* last_ = nullptr;
};

/// Claimed suspensions whose takes are done, gathered under a lock and completed after it was released.
class completions {
public:
    completions() noexcept = default;
    completions(const completions&) = delete;
    completions& operator=(const completions&) = delete;
    ~completions() { run(); }

    void add(suspension& s) noexcept {
        s.next_claimed = nullptr;
        (last_ != nullptr ? last_->next_claimed : first_) = &s;
        last_ = &s;
    }
    void run() noexcept {
        while (first_ != nullptr) {
            suspension* s = first_;
            first_ = s->next_claimed;
            s->complete();
        }
        last_ = nullptr;
    }

private:
    suspension* first_ = nullptr;
    suspension* last_ = nullptr;
};

}  // namespace bounce::detail
