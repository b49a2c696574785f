#pragma once

#include "bounce/runtime/detail/timer_node.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace bounce::detail {

/// The timers of one worker: nodes in the order of their deadlines, to the nanosecond; equal deadlines in
/// the order of arming. Arming and disarming cost O(1).
///
/// A hierarchical wheel in the form of a radix heap (Ahuja, Mehlhorn, Orlin, Tarjan, "Faster algorithms
/// for the shortest path problem", J. ACM 37, 1990): level L holds the timers whose deadline differs from
/// the wheel's own time in the L-th group of 6 bits and in none above, in the slot that this group names.
/// When time reaches a slot of a level above 0, its timers move to lower levels: at most 10 moves in the
/// life of a timer, and 4 for one of a millisecond. Nothing is rounded, so nothing fires early or in the
/// wrong order.
///
/// Not synchronised. Time is counted from the wheel's epoch.
class timer_wheel {
public:
    explicit timer_wheel(time_point epoch) noexcept;
    timer_wheel(const timer_wheel&) = delete;
    timer_wheel& operator=(const timer_wheel&) = delete;

    /// A deadline that has passed already is due at the next `advance`.
    void arm(timer_node& node) noexcept;
    void disarm(timer_node& node) noexcept;

    /// Makes everything with a deadline up to `now` due. What is armed afterwards, whatever its deadline,
    /// is not due before the next call.
    void advance(time_point now) noexcept;
    /// Takes the first timer that is due; null when there is none.
    [[nodiscard]] timer_node* pop_due() noexcept;

    /// When to look again: never later than the earliest deadline, and that deadline itself unless very
    /// many timers are close to each other. Nothing when no timer is armed.
    [[nodiscard]] std::optional<time_point> next() const noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Armed timers that keep the loop alive.
    [[nodiscard]] std::size_t counted() const noexcept { return counted_; }

    /// Calls f(timer_node&) for all, in no order.
    template <class F>
    void for_each(F&& f) {
        for (auto& level : slots_)
            for (auto& slot : level) slot.for_each(f);
        early_.for_each(f);
        due_.for_each(f);
    }

private:
    struct list {
        timer_node* first = nullptr;
        timer_node* last = nullptr;

        void push_back(timer_node& n) noexcept;
        void remove(timer_node& n) noexcept;
        template <class F>
        void for_each(F& f) {
            for (auto* n = first; n != nullptr;) {
                auto* after = n->next;
                f(*n);
                n = after;
            }
        }
    };

    static constexpr unsigned bits = 6;
    static constexpr unsigned slots_per_level = 1U << bits;
    static constexpr unsigned levels = 11;  // 11 groups of 6 bits cover 64
    static constexpr std::uint8_t in_early = 0xfe;
    static constexpr std::uint8_t in_due = 0xfd;

    [[nodiscard]] std::uint64_t since_epoch(time_point t) const noexcept;
    void place(timer_node& node, std::uint64_t deadline) noexcept;
    /// The lowest level with a timer; `levels` when there is none.
    [[nodiscard]] unsigned lowest_level() const noexcept;
    [[nodiscard]] std::uint64_t start_of(unsigned level, unsigned slot) const noexcept;

    time_point epoch_;
    std::uint64_t now_ = 0;  ///< the wheel's own time; no timer on a level is earlier
    std::size_t size_ = 0;
    std::size_t counted_ = 0;
    list early_;  ///< armed with a deadline in the past: due at the next advance
    list due_;
    std::array<std::uint64_t, levels> occupied_{};  ///< bit s of level L: slots_[L][s] is not empty
    std::array<std::array<list, slots_per_level>, levels> slots_{};
};

}  // namespace bounce::detail
