#include "minimio/waker_queue.hpp"

namespace bounce::minimio::detail {

bool waker_queue::push(std::uint32_t index) noexcept {
    slot& s = slots_.at(index);
    if (s.woken.exchange(true, memory_order_acq_rel)) return false;
    const lock_guard<spin_lock> hold{lock_};
    s.link = no_index;
    (first_ == no_index ? first_ : slots_.at(last_).link) = index;
    last_ = index;
    size_.store(size_.load(memory_order_relaxed) + 1, memory_order_release);
    return true;
}

std::uint32_t waker_queue::pop() noexcept {
    const lock_guard<spin_lock> hold{lock_};
    const std::uint32_t index = first_;
    if (index == no_index) return no_index;
    slot& s = slots_.at(index);
    first_ = s.link;
    s.link = no_index;
    size_.store(size_.load(memory_order_relaxed) - 1, memory_order_release);
    s.woken.exchange(false, memory_order_acq_rel);
    return index;
}

void waker_queue::erase(std::uint32_t index) noexcept {
    const lock_guard<spin_lock> hold{lock_};
    std::uint32_t before = no_index;
    std::uint32_t at = first_;
    while (at != no_index && at != index) {
        before = at;
        at = slots_.at(at).link;
    }
    if (at == no_index) return;
    slot& s = slots_.at(index);
    (before == no_index ? first_ : slots_.at(before).link) = s.link;
    if (last_ == index) last_ = before;
    s.link = no_index;
    size_.store(size_.load(memory_order_relaxed) - 1, memory_order_release);
    s.woken.store(false, memory_order_relaxed);
}

}  // namespace bounce::minimio::detail
