#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/clock.hpp"
#include "bounce/durable/attempt_end.hpp"
#include "bounce/durable/command.hpp"
#include "bounce/durable/history_entry.hpp"
#include "bounce/durable/outcome.hpp"
#include "bounce/durable/output_line.hpp"
#include "bounce/durable/run_number.hpp"
#include "bounce/durable/run_status.hpp"
#include "bounce/durable/worker_number.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bounce::durable {

/// A slice of one run as the store has to write it down: all of it or nothing. The engine makes it
/// (`durable::active_run`); a store decides nothing that is written here.
struct slice_commit {
    run_number run{};
    /// Who holds the run, and the epoch in which it took it: otherwise the commit is fenced.
    worker_number worker{};
    std::uint64_t epoch = 0;
    /// One more than the commits of the run so far. A commit with the number of the last one is a
    /// repetition: it is answered as if it took hold, and writes nothing.
    std::uint64_t number = 0;

    /// The new state; not set: the state stays what it is.
    std::optional<bytes> state;
    /// Sequences of the inbox entries that the state has in it now. They go.
    std::vector<std::uint64_t> consumed;
    /// Attempts made by the worker that holds the run, whose outcomes the state has in it already: the
    /// operations end with this commit and nothing goes to the inbox. If one of the tokens is not
    /// current, or the run left the operation before, the whole commit is fenced.
    std::vector<attempt_end> performed;

    /// In the order in which they were asked for.
    std::vector<command> commands;
    /// Of the steps in `commands`, those whose first attempt this worker makes itself as soon as the
    /// commit is done: attempt 1 begins with the commit. Sorted.
    std::vector<operation_number> begun;

    /// The cancellation is among what was consumed: when the run was told to stop.
    std::optional<nanoseconds> told_to_stop_at;

    std::vector<output_line> output;
    std::vector<history_entry> history;
    std::map<std::string, std::string> attributes;

    run_status status = run_status::running;
    /// With a final status. The store then ends what the run leaves behind: open steps as if abandoned,
    /// children as their policy says; it tells the parent, and lists the signals that were left over.
    std::optional<outcome> result;
    std::vector<std::string> undelivered_signals;
    std::optional<nanoseconds> wake_at;
    std::string waiting_for;

    /// The run goes on at once: it is ready again, behind those that are ready already.
    bool runnable = false;
    /// The worker lets the run go; any worker may claim it when it is ready.
    bool release = false;

    /// What the run's counters are from now on. A slice that made progress leaves them 0.
    std::uint32_t claims = 0;
    std::uint32_t crashes = 0;
};

}  // namespace bounce::durable
