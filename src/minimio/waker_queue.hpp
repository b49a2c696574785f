#pragma once

#include "minimio/slot_table.hpp"

#include "bounce/base/threads.hpp"

#include <cstdint>

namespace bounce::minimio::detail {

// The wakers that were woken and whose events were not taken yet, first come first served.
//
// Rules:
//  1. A waker is in the queue if and only if its `woken` is true or about to become false in `pop`.
//     So each is in it at most once, and pushing needs no memory.
//  2. `pop` clears `woken` before the event is handed on: a wake that comes later queues it again.
//  3. Who pushes calls selector::wake() afterwards; who waits looks at the queue before it blocks and
//     after every return of the selector. Hence no wake is lost.
class waker_queue {
public:
    explicit waker_queue(slot_table& slots) noexcept : slots_{slots} {}

    // Whether the waiter has to be told. False if the waker was in the queue: its event is yet to come.
    [[nodiscard]] bool push(std::uint32_t index) noexcept;
    // The index of the first waker, or no_index.
    [[nodiscard]] std::uint32_t pop() noexcept;
    // Takes out a waker that is being destroyed.
    void erase(std::uint32_t index) noexcept;

    [[nodiscard]] bool empty() const noexcept { return size_.load(memory_order_acquire) == 0; }

private:
    slot_table& slots_;
    spin_lock lock_;
    std::uint32_t first_ = no_index;  // guarded by lock_, like the links of the slots in the queue
    std::uint32_t last_ = no_index;
    // The number of wakers in the queue. Written under lock_; read without it by the waiting thread,
    // which is told by selector::wake() if it read too early.
    atomic<std::uint32_t> size_{0};
};

}  // namespace bounce::minimio::detail
