#pragma once

#include "bounce/runtime/detail/operation_awaiter.hpp"

#include <coroutine>

namespace bounce {

namespace detail {

class yield_awaiter {
public:
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class P>
    void await_suspend(std::coroutine_handle<P> h) noexcept {
        suspension_steps{"yield"}.yield(h);
    }
    void await_resume() const noexcept {}
};

}  // namespace detail

/// Lets the other ready tasks of this worker run before this one goes on: `co_await yield_now();`.
/// It always goes on, also when it was asked to stop.
[[nodiscard]] inline detail::yield_awaiter yield_now() noexcept { return {}; }

}  // namespace bounce
