#include "runtime/timer_wheel.hpp"

#include "bounce/base/assert.hpp"

#include <algorithm>
#include <bit>

namespace bounce::detail {

void timer_wheel::list::push_back(timer_node& n) noexcept {
    n.previous = last;
    n.next = nullptr;
    (last != nullptr ? last->next : first) = &n;
    last = &n;
}

void timer_wheel::list::remove(timer_node& n) noexcept {
    (n.previous != nullptr ? n.previous->next : first) = n.next;
    (n.next != nullptr ? n.next->previous : last) = n.previous;
    n.previous = n.next = nullptr;
}

timer_wheel::timer_wheel(time_point epoch) noexcept : epoch_{epoch} {}

std::uint64_t timer_wheel::since_epoch(time_point t) const noexcept {
    return t <= epoch_ ? 0 : static_cast<std::uint64_t>((t - epoch_).count());
}

void timer_wheel::arm(timer_node& node) noexcept {
    BOUNCE_DEBUG_ASSERT(node.level == timer_node::not_armed, "this timer is armed already");
    ++size_;
    counted_ += node.counted ? 1U : 0U;
    const std::uint64_t deadline = since_epoch(node.deadline);
    if (deadline <= now_) {
        node.level = in_early;
        early_.push_back(node);
    } else {
        place(node, deadline);
    }
}

void timer_wheel::place(timer_node& node, std::uint64_t deadline) noexcept {
    const auto differing = static_cast<unsigned>(std::bit_width(deadline ^ now_));  // 1 to 64
    const unsigned level = (differing - 1) / bits;
    const auto slot = static_cast<unsigned>(deadline >> (level * bits)) & (slots_per_level - 1);
    node.level = static_cast<std::uint8_t>(level);
    node.slot = static_cast<std::uint8_t>(slot);
    slots_[level][slot].push_back(node);
    occupied_[level] |= std::uint64_t{1} << slot;
}

void timer_wheel::disarm(timer_node& node) noexcept {
    switch (node.level) {
        case timer_node::not_armed: return;
        case in_early: early_.remove(node); break;
        case in_due: due_.remove(node); break;
        default: {
            auto& slot = slots_[node.level][node.slot];
            slot.remove(node);
            if (slot.first == nullptr) occupied_[node.level] &= ~(std::uint64_t{1} << node.slot);
        }
    }
    node.level = timer_node::not_armed;
    --size_;
    counted_ -= node.counted ? 1U : 0U;
}

unsigned timer_wheel::lowest_level() const noexcept {
    unsigned level = 0;
    while (level < levels && occupied_[level] == 0) ++level;
    return level;
}

std::uint64_t timer_wheel::start_of(unsigned level, unsigned slot) const noexcept {
    // Above the level the wheel's own time, at the level the slot, below it zeros.
    const unsigned shift = level * bits;
    const std::uint64_t above = shift + bits >= 64 ? 0 : (now_ >> (shift + bits)) << (shift + bits);
    return above | (std::uint64_t{slot} << shift);
}

void timer_wheel::advance(time_point now) noexcept {
    const std::uint64_t target = std::max(since_epoch(now), now_);
    while (timer_node* n = early_.first) {
        early_.remove(*n);
        n->level = in_due;
        due_.push_back(*n);
    }
    for (;;) {
        const unsigned level = lowest_level();
        if (level == levels) break;
        // All timers of a level share the groups above it with now_, and differ from it at the level:
        // so the lowest slot of the lowest level is the earliest.
        const auto slot = static_cast<unsigned>(std::countr_zero(occupied_[level]));
        const std::uint64_t start = start_of(level, slot);
        if (start > target) break;
        now_ = start;
        list moved = slots_[level][slot];
        slots_[level][slot] = {};
        occupied_[level] &= ~(std::uint64_t{1} << slot);
        while (timer_node* n = moved.first) {
            moved.remove(*n);
            const std::uint64_t deadline = since_epoch(n->deadline);
            if (deadline <= now_) {
                n->level = in_due;
                due_.push_back(*n);
            } else {
                place(*n, deadline);
            }
        }
    }
    now_ = target;
}

timer_node* timer_wheel::pop_due() noexcept {
    timer_node* n = due_.first;
    if (n != nullptr) disarm(*n);
    return n;
}

std::optional<time_point> timer_wheel::next() const noexcept {
    if (early_.first != nullptr || due_.first != nullptr)
        return epoch_ + nanoseconds{static_cast<nanoseconds::rep>(now_)};
    const unsigned level = lowest_level();
    if (level == levels) return std::nullopt;
    const auto slot = static_cast<unsigned>(std::countr_zero(occupied_[level]));

    // A few timers are looked through, so that the worker does not wake only to move them.
    constexpr int looked_through = 64;
    time_point earliest = time_point::max();
    int seen = 0;
    for (const auto* n = slots_[level][slot].first; n != nullptr; n = n->next) {
        if (++seen > looked_through)
            return epoch_ + nanoseconds{static_cast<nanoseconds::rep>(start_of(level, slot))};
        earliest = std::min(earliest, n->deadline);
    }
    return earliest;
}

}  // namespace bounce::detail
