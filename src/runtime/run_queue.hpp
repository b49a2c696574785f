#pragma once

#include "bounce/base/limits.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/runtime/detail/runnable.hpp"

#include <array>
#include <cstdint>

namespace bounce::detail {

/// Entries that any thread may add and any thread may take: a worker's inbox, and what overflows from
/// its run_queue. Guarded by its lock; `size` may be read without.
class shared_queue {
public:
    void push(runnable& r) noexcept {
        const lock_guard<spin_lock> guard{lock_};
        entries_.push_back(r);
        publish_size();
    }
    void push(runnable_list& list) noexcept {
        const lock_guard<spin_lock> guard{lock_};
        entries_.splice_back(list);
        publish_size();
    }
    [[nodiscard]] runnable* pop() noexcept {
        if (size() == 0) return nullptr;
        const lock_guard<spin_lock> guard{lock_};
        runnable* r = entries_.pop_front();
        publish_size();
        return r;
    }
    /// Moves up to `most` entries to `into`.
    void take(runnable_list& into, unsigned long most) noexcept {
        if (size() == 0) return;
        const lock_guard<spin_lock> guard{lock_};
        for (; most != 0; --most) {
            runnable* r = entries_.pop_front();
            if (r == nullptr) break;
            into.push_back(*r);
        }
        publish_size();
    }
    // seq_cst: a worker that is about to sleep looks at all queues after it has announced so, and who
    // pushes looks for sleepers after it has pushed; one of them must see the other.
    [[nodiscard]] unsigned long size() const noexcept { return size_.load(memory_order_seq_cst); }

private:
    void publish_size() noexcept { size_.store(entries_.size(), memory_order_seq_cst); }

    spin_lock lock_;
    runnable_list entries_;
    atomic<unsigned long> size_{0};
};

/// A worker's own queue of ready tasks: a ring from whose front others may steal.
///
/// One owner pushes and pops, any other thread may steal half at once. The ring is that of Go's
/// scheduler and Tokio's: the owner's tail, and a head in two halves, because a thief first reserves
/// what it takes and gives the slots back when it has copied them.
///
///  1. `tail_` is written by the owner only. Slots in [real head, tail) hold entries.
///  2. `head_` packs (steal, real). steal == real: nobody is stealing. Otherwise the slots in
///     [steal, real) belong to the one thief that reserved them. The owner pops, and a thief reserves, by
///     a compare-and-swap that moves `real`; a thief that has copied sets steal to the current real.
///  3. The owner may reuse a slot once `steal` has passed it.
///  4. Indices wrap; differences are taken modulo 2^32. The ring is much smaller than 2^31.
class run_queue {
public:
    static constexpr std::uint32_t capacity = limits::run_queue_slots;
    static_assert((capacity & (capacity - 1)) == 0);

    /// Owner. If the ring is full, half of it and the new entry go to `overflow`.
    void push(runnable& r, shared_queue& overflow) noexcept;
    /// Owner. The oldest entry, or null.
    [[nodiscard]] runnable* pop() noexcept;
    /// The owner of `to`, which must not be this queue: takes half of the entries (rounded up), puts all
    /// but one into `to` and returns that one; null when there is nothing or another thief is at work.
    [[nodiscard]] runnable* steal_into(run_queue& to) noexcept;
    // seq_cst for the reason given at shared_queue::size.
    [[nodiscard]] std::uint32_t size() const noexcept {
        const auto head = head_.load(memory_order_acquire);
        return tail_.load(memory_order_seq_cst) - real_of(head);
    }

private:
    using packed = std::uint64_t;
    [[nodiscard]] static packed pack(std::uint32_t steal, std::uint32_t real) noexcept {
        return (packed{steal} << 32U) | real;
    }
    [[nodiscard]] static std::uint32_t steal_of(packed h) noexcept {
        return static_cast<std::uint32_t>(h >> 32U);
    }
    [[nodiscard]] static std::uint32_t real_of(packed h) noexcept {
        return static_cast<std::uint32_t>(h);
    }
    [[nodiscard]] atomic<runnable*>& slot(std::uint32_t index) noexcept {
        return slots_[index & (capacity - 1)];
    }

    [[nodiscard]] bool move_half_to(shared_queue& overflow, std::uint32_t head, std::uint32_t tail,
                                    runnable& r) noexcept;

    atomic<packed> head_{0};
    atomic<std::uint32_t> tail_{0};
    // Relaxed: a slot's value is published by tail_ (release) and its reuse by head_.
    std::array<atomic<runnable*>, capacity> slots_{};
};

}  // namespace bounce::detail
