#pragma once

#include "bounce/base/clock.hpp"

#include <cstdint>

namespace bounce {

/// What a trace event says. `id` and `label` mean:
enum class trace_kind : std::uint8_t {
    tick,             ///< a turn of an event loop begins; id: its number, from 1 in each loop
    job_submitted,    ///< a job was handed to the pool; id: of the job; label: its kind
    job_received,     ///< a pool thread took a job; likewise
    job_finished,     ///< a pool thread ended it; likewise
    event_ready,      ///< the poll reported a source; id: of the source; label: the poll's back end
    timer_fired,      ///< id: of the timer, 0 for one a task waits on; label: what it is
    callback_begun,   ///< a callback begins; label: which ("timeout", "immediate", "next tick", …);
                      ///< id: of its timer, 0 for all others
    task_spawned,     ///< id: of the task; label: its name
    task_resumed,     ///< likewise
    task_suspended,   ///< likewise; label: what it waits for
    task_finished,    ///< likewise; label: its name
    thread_started,   ///< label: the thread's name
    thread_finished,  ///< likewise; the last event of a thread
};

/// One thing that happened, as the runtime tells it to a trace_sink. It has no text but string literals,
/// so writing one costs a few stores.
struct trace_event {
    nanoseconds time{};  ///< since the runtime was made (its own time: virtual, if that was chosen)
    const char* thread =
        "";  ///< the name of the thread on which it happened; valid during the call
    std::uint32_t thread_number = 0;  ///< small, unique within the runtime
    trace_kind kind = trace_kind::tick;
    const char* label = "";
    std::uint64_t id = 0;
    std::uint64_t cause = 0;  ///< the id of the task that asked for it, 0 if none did
};

}  // namespace bounce
