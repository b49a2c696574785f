#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/runtime/detail/suspension.hpp"

#include <cstdint>

namespace bounce::detail {

class worker;

/// A timer: a node in the timers of one worker. It lives in whoever waits for it.
///
/// Armed by a thread of that worker; disarmed from any thread. `expire` is called once, on the worker's
/// thread, under the lock of its timers, so that disarm() can promise that it is not running any more:
/// it must not block, wakes nobody itself, and adds those it claimed to `woken`.
struct timer_node {
    using expire_function = void (*)(timer_node&, completions& woken) noexcept;

    explicit timer_node(expire_function f) noexcept : expire{f} {}
    timer_node(const timer_node&) = delete;
    timer_node& operator=(const timer_node&) = delete;

    expire_function expire;
    time_point deadline{};
    const char* label = "timer";
    std::uint64_t id = 0;  ///< for people; 0 if a task waits for it
    std::uint64_t cause = 0;
    worker* home = nullptr;
    bool counted = true;  ///< keeps the loop alive while armed

    // The timers' own: links within a slot, and which one.
    static constexpr std::uint8_t not_armed = 0xff;
    timer_node* previous = nullptr;
    timer_node* next = nullptr;
    std::uint8_t level = not_armed;
    std::uint8_t slot = 0;
};

/// Arms the timer on this thread's worker. A deadline that has passed expires in the next turn.
void arm_timer(timer_node& node) noexcept;
/// When it returns, `expire` has run or never will. Harmless when the timer is not armed.
void disarm_timer(timer_node& node) noexcept;

}  // namespace bounce::detail
