#pragma once

#include "bounce/durable/attempt_id.hpp"
#include "bounce/durable/claimed_run.hpp"
#include "bounce/durable/command.hpp"
#include "bounce/durable/history_entry.hpp"
#include "bounce/durable/operation_record.hpp"
#include "bounce/durable/output_line.hpp"
#include "bounce/durable/process_identity.hpp"
#include "bounce/durable/run_record.hpp"
#include "bounce/durable/worker_number.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bounce::durable::memory {

inline constexpr worker_number nobody{};

/// An operation that is open, or that the run has left while an attempt is under way.
struct operation_row {
    /// What others see; kept up to date.
    operation_record record;
    /// Of a step.
    command::step step;
    /// Of a child.
    run_number child{};
    close_policy child_left = close_policy::cancel;

    /// The attempt number `record.attempts` is under way.
    bool under_way = false;
    /// By whom; nobody: by a worker that is dead, and somebody has to decide what follows.
    worker_number worker = nobody;
    /// The run has left it: nothing goes to the inbox any more, nothing is tried again.
    bool left = false;
    /// The run has left it with `on_cancel::wait`: nothing is tried again.
    bool last_attempt = false;
};

struct run_row {
    run_info info;
    std::string start_request;
    std::set<std::string> signal_requests;
    /// Who started it.
    run_number parent{};
    operation_number parent_operation{};

    run_status status = run_status::running;
    std::optional<bytes> state;
    std::vector<delivery> inbox;
    std::map<operation_number, operation_row> open;
    std::deque<operation_record> ended;
    std::deque<history_entry> history;
    std::vector<output_line> output;
    std::map<std::string, std::string> attributes;
    std::optional<outcome> result;
    std::vector<std::string> undelivered_signals;
    std::string waiting_for;

    nanoseconds created_at{};
    nanoseconds start_at{};
    std::optional<nanoseconds> ended_at;
    std::optional<nanoseconds> wake_at;
    /// Its place on the ready list: since when, and a number that makes it unique.
    std::optional<std::pair<nanoseconds, std::uint64_t>> ready;
    std::optional<nanoseconds> cancelled_at;
    std::optional<nanoseconds> told_to_stop_at;

    worker_number worker = nobody;
    std::uint64_t epoch = 0;
    std::uint64_t commits = 0;
    std::uint32_t claims = 0;
    std::uint32_t crashes = 0;
};

struct worker_row {
    process_identity who;
    nanoseconds until{};
    std::set<run_number> runs;
    std::set<attempt_id> attempts;

    /// The last claim of each sort, to be repeated: its ticket and what it gave.
    std::uint64_t run_ticket = 0;
    std::vector<std::pair<run_number, bool>> claimed_runs;  // with: was it held before
    std::uint64_t step_ticket = 0;
    std::vector<attempt_id> claimed_steps;
};

}  // namespace bounce::durable::memory
