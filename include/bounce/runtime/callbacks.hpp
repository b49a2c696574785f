#pragma once

#include "bounce/base/clock.hpp"

#include <cstdint>
#include <functional>

// The callback style of the event loop. All of these are called on a thread of a runtime, that is from a
// callback or a task; elsewhere they end the program with a diagnosis. Callbacks run on the same worker,
// one at a time. What they throw goes to the runtime's hook for unhandled exceptions, and the loop goes
// on. `cause` in the trace is the task that asked for the callback.
namespace bounce {

using callback = std::move_only_function<void()>;

/// Names a timeout or an interval of one loop; the value 0 names none.
struct timer_id {
    std::uint64_t value = 0;
    friend bool operator==(timer_id, timer_id) noexcept = default;
};

/// Calls `f` once, in the timers phase, when `delay` has passed; never earlier. Timers that are due at the
/// same time are called in the order in which they were set. A delay of zero or less: in the timers
/// phase of the next tick.
timer_id set_timeout(nanoseconds delay, callback f);

/// Calls `f` every `period` (more than zero), first after one period. If a call comes late, or takes
/// longer than the period, the missed ones are skipped and the pace is kept.
timer_id set_interval(nanoseconds period, callback f);

/// The timer calls no more. Also from inside its own callback. False if it was over, or never was.
bool clear_timeout(timer_id timer);
inline bool clear_interval(timer_id timer) { return clear_timeout(timer); }

/// The loop may end although this timer is armed. False if it was over.
bool unref(timer_id timer);

/// Calls `f` in the check phase: after the poll of this tick. One set by an immediate waits for the
/// next tick.
void set_immediate(callback f);

/// Calls `f` after the current callback, before anything else.
void next_tick(callback f);

/// Calls `f` in the close phase: the last of the tick, for what comes after the end of a source.
void on_close(callback f);

/// Calls `f` in this worker's next pending phase: of this tick if it is called from a timer, else of the
/// next. (`runtime::post` does it from other threads.)
void post(callback f);

/// The number of the current tick of this loop, from 1; 0 in the callback that `run` begins with.
[[nodiscard]] std::uint64_t current_tick();

}  // namespace bounce
