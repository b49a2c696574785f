#include "runtime/run_queue.hpp"

namespace bounce::detail {

void run_queue::push(runnable& r, shared_queue& overflow) noexcept {
    const std::uint32_t tail = tail_.load(memory_order_relaxed);  // ours
    for (;;) {
        // acquire: slots that a thief gave back were read by it before we overwrite them.
        const packed head = head_.load(memory_order_acquire);
        if (tail - steal_of(head) < capacity) {
            slot(tail).store(&r, memory_order_relaxed);
            tail_.store(tail + 1, memory_order_seq_cst);
            return;
        }
        if (steal_of(head) != real_of(head)) {  // a thief is about to make room
            overflow.push(r);
            return;
        }
        if (move_half_to(overflow, real_of(head), tail, r)) return;
    }
}

bool run_queue::move_half_to(shared_queue& overflow, std::uint32_t head, std::uint32_t tail,
                             runnable& r) noexcept {
    const std::uint32_t n = (tail - head) / 2;
    packed expected = pack(head, head);
    // Takes the entries in one step; fails when a thief came first.
    if (!head_.compare_exchange_strong(expected, pack(head + n, head + n), memory_order_acq_rel,
                                       memory_order_relaxed))
        return false;
    runnable_list moved;
    for (std::uint32_t i = 0; i < n; ++i)
        moved.push_back(*slot(head + i).load(memory_order_relaxed));
    moved.push_back(r);
    overflow.push(moved);
    return true;
}

runnable* run_queue::pop() noexcept {
    packed head = head_.load(memory_order_acquire);
    for (;;) {
        const std::uint32_t real = real_of(head);
        if (real == tail_.load(memory_order_relaxed)) return nullptr;
        const std::uint32_t steal = steal_of(head);
        const packed next = steal == real ? pack(real + 1, real + 1) : pack(steal, real + 1);
        if (head_.compare_exchange_weak(head, next, memory_order_acq_rel, memory_order_acquire))
            return slot(real).load(memory_order_relaxed);
    }
}

runnable* run_queue::steal_into(run_queue& to) noexcept {
    const std::uint32_t to_tail = to.tail_.load(memory_order_relaxed);  // ours
    if (to_tail - steal_of(to.head_.load(memory_order_acquire)) > capacity / 2) return nullptr;

    packed head = head_.load(memory_order_acquire);
    std::uint32_t first = 0;
    std::uint32_t n = 0;
    packed reserved = 0;
    for (;;) {
        if (steal_of(head) != real_of(head)) return nullptr;
        first = real_of(head);
        const std::uint32_t available = tail_.load(memory_order_acquire) - first;
        n = available - available / 2;
        if (n == 0 || available > capacity)
            return nullptr;  // more than it holds: a stale pair of reads
        reserved = pack(first, first + n);
        if (head_.compare_exchange_weak(head, reserved, memory_order_acq_rel, memory_order_acquire))
            break;
    }

    for (std::uint32_t i = 0; i + 1 < n; ++i)
        to.slot(to_tail + i)
            .store(slot(first + i).load(memory_order_relaxed), memory_order_relaxed);
    runnable* last = slot(first + n - 1).load(memory_order_relaxed);

    // Gives the slots back; the owner may have popped meanwhile, which moved `real`.
    head = reserved;
    while (!head_.compare_exchange_weak(head, pack(real_of(head), real_of(head)),
                                        memory_order_acq_rel, memory_order_acquire)) {
    }
    if (n > 1) to.tail_.store(to_tail + n - 1, memory_order_seq_cst);
    return last;
}

}  // namespace bounce::detail
