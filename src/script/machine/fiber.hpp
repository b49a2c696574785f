#pragma once

#include "script/machine/frame.hpp"
#include "script/machine/register_stack.hpp"
#include "script/machine/wait.hpp"
#include "script/values/channel.hpp"

#include "bounce/script/script_error.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace bounce::script {

/// Where a fiber is in its life. The numbers are frozen: they are part of images.
enum class fiber_phase : std::uint8_t {
    ready = 0,    ///< in the run queue, or running
    waiting = 1,  ///< until one of `waits` is ready
    ending =
        2,  ///< its function has ended, children have not; `outcome` or `error` is what it came to
};

/// How a ready fiber goes on. The numbers are frozen.
enum class resume_mode : std::uint8_t {
    run = 0,  ///< at `pc` of its innermost frame: entry, or a `loop` that is to be taken
    complete =
        1,     ///< its suspended instruction is complete: `outcome`, and `arm` if it is a select
    fail = 2,  ///< its suspended instruction throws `error`
    exhausted = 3  ///< the `next` it is suspended in has come to the end of its channel
};

/// A child that failed before its parent ended.
struct failed_child {
    value task;
    std::unique_ptr<script_error> error;
};

/// A fiber: a stack of frames that runs until it waits.
struct fiber {
    fiber(heap_account& heap, fiber_id number) noexcept : id{number}, stack{heap} {}

    fiber_id id;
    fiber_id parent = 0;  ///< 0: the main fiber, and detached ones
    /// Children that have not ended are a list in the order of their spawning; 0 ends it.
    fiber_id first_child = 0;
    fiber_id last_child = 0;
    fiber_id previous_sibling = 0;
    fiber_id next_sibling = 0;
    std::vector<failed_child> failed;  ///< children that have failed and that nobody has joined yet
    value task;                        ///< its task_object

    fiber_phase phase = fiber_phase::ready;
    resume_mode mode = resume_mode::run;
    bool cancel_asked = false;    ///< by `cancel`, its parent's end or the host
    bool cancel_arrived = false;  ///< it was thrown: that happens once
    std::uint32_t arm = 0;
    value outcome;
    std::unique_ptr<script_error> error;

    register_stack stack;
    std::vector<frame> frames;
    std::vector<wait> waits;

    /// Where it was spawned: word `spawn_pc` of the function; null for the main fiber.
    const linked_function* spawned_in = nullptr;
    std::uint32_t spawn_pc = 0;
};

}  // namespace bounce::script
