#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/runtime/detail/timer_node.hpp"
#include "bounce/runtime/operation.hpp"

namespace bounce {

/// The time of the runtime that runs on this thread: the steady clock, or its virtual time. On a thread
/// without a runtime it is the steady clock.
[[nodiscard]] time_point now() noexcept;

namespace detail {

/// A leaf operation: completes when the deadline has passed.
class sleep_operation final : public basic_operation<sleep_operation, void> {
public:
    static constexpr const char* waits_for = "sleep";
    static constexpr bool pinned = false;

    explicit sleep_operation(time_point deadline) noexcept : deadline_{deadline} {}
    sleep_operation(sleep_operation&& other) noexcept : deadline_{other.deadline_} {}

    [[nodiscard]] bool try_now() const noexcept { return deadline_ <= now(); }
    void submit(waiter& w) noexcept;
    void retract(waiter&) noexcept { disarm_timer(timer_); }
    [[nodiscard]] result<void> take() const noexcept { return {}; }

private:
    struct timer final : timer_node {
        timer() noexcept : timer_node{&fire} {}
        static void fire(timer_node& node, completions& woken) noexcept;
        waiter* sleeper = nullptr;
    };

    time_point deadline_;
    timer timer_;
};

}  // namespace detail

/// Completes when `deadline` has passed, never before; with a deadline in the past, at once. Resolution
/// is that of the system's poll: on Linux a few microseconds. Allocates nothing.
///
/// Completes on the worker that the task ran on when it began to wait. Cancellation: at once, with
/// `errc::cancelled`; nothing else is lost.
///
///     co_await co_await sleep_until(start + 250ms);
[[nodiscard]] inline detail::sleep_operation sleep_until(time_point deadline) noexcept {
    return detail::sleep_operation{deadline};
}

/// Completes when `d` has passed, counted from this call (not from the await). See sleep_until.
///
///     co_await co_await sleep(250ms);
[[nodiscard]] inline detail::sleep_operation sleep(nanoseconds d) noexcept {
    return detail::sleep_operation{saturating_add(now(), d)};
}

}  // namespace bounce
