#pragma once

#include "bounce/base/result.hpp"
#include "bounce/runtime/trace_event.hpp"

#include <memory>
#include <string>

namespace bounce {

/// Where trace events go. `write` is called on the thread on which the event happened, from several
/// threads at once, and must not call back into the runtime.
class trace_sink {
public:
    virtual ~trace_sink() = default;
    virtual void write(const trace_event& event) noexcept = 0;
    /// Everything written so far reaches its destination. Called once more when the runtime has ended.
    virtual void flush() noexcept = 0;
};

/// Prints each event as a line on standard output, in the words and with the thread names that `print`
/// uses, so that both can be read as one story:
///
///     main: ===== TICK 3 =====
///     main: submitted a task of kind: file read (job 4)
///     pool1: received a task of kind: file read (job 4)
///     pool1: finished a task of kind: file read (job 4)
///     main: epoll event 3 is ready
///     main: timer 2 fired
///     pool1: FINISHED
///
/// Each line is written at once, so nothing is missing when the program ends in the middle. Of tasks
/// being resumed and suspended it says nothing; the file sink does.
[[nodiscard]] std::shared_ptr<trace_sink> terminal_trace();

/// Writes the events to a file in the Trace Event Format (JSON), which chrome://tracing and
/// ui.perfetto.dev open: one track per thread, jobs and task resumptions as slices, the rest as
/// instants, and an arrow from where a job was submitted over the pool thread to the task that goes on
/// with its outcome (of a `.then`, the one that calls the callback). Times are those of the runtime, in
/// microseconds.
///
/// The file is created private (0600), or truncated; it is complete JSON after every flush, so also
/// after the runtime has ended. Its memory does not grow with the number of events. One runtime to a
/// sink: the tracks are told apart by the number of the thread.
/// Errors: those of opening the file. What cannot be written later (a full disk) ends the trace, with a
/// line on standard error, and leaves the program alone.
[[nodiscard]] result<std::shared_ptr<trace_sink>> file_trace(const std::string& path);

/// Gives every event to both, first to `a`. One that is null is left out.
[[nodiscard]] std::shared_ptr<trace_sink> both_traces(std::shared_ptr<trace_sink> a,
                                                      std::shared_ptr<trace_sink> b);

}  // namespace bounce
