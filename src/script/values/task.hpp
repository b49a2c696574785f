#pragma once

#include "script/values/channel.hpp"
#include "script/values/object.hpp"

#include <cstdint>
#include <vector>

namespace bounce::script {

/// How a fiber ended. The numbers are frozen.
enum class task_state : std::uint8_t {
    running = 0,
    finished = 1,  ///< `outcome` is its result
    failed = 2,    ///< `outcome` is what it threw
    cancelled = 3  ///< `outcome` is the error of the cancellation
};

/// A fiber, seen from outside: what `spawn` gives and `join` waits for.
struct task_object : rooted_object {
    fiber_id fiber;
    task_state state = task_state::running;
    bool detached = false;
    bool joined =
        false;  ///< somebody has seen the outcome, so a failure is not the parent's any more
    value outcome;
    struct waiter {
        fiber_id fiber;
        std::uint32_t arm;
    };
    std::vector<waiter> waiters;

    task_object(heap_account* owner, fiber_id number) noexcept
        : rooted_object{owner, kind::task}, fiber{number} {}
};

[[nodiscard]] inline value make_task(heap_account* owner, fiber_id fiber) {
    return create<task_object>(owner, fiber);
}

}  // namespace bounce::script
