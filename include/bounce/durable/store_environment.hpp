#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/base/limits.hpp"
#include "bounce/durable/process_identity.hpp"

#include <cstddef>
#include <functional>

namespace bounce::durable {

/// What a store needs from the world around it, so that tests can be that world.
struct store_environment {
    store_environment() = default;

    /// Nanoseconds since 1970. The one clock of every deadline and of every `at`.
    std::function<nanoseconds()> clock = wall_clock_now;
    /// Is the process certainly gone? Its lease is then void at once. Empty: nobody can tell, and only
    /// the end of a lease says so. Called from any thread.
    std::function<bool(const process_identity&)> is_dead;
    /// Finished operations and history entries that are kept for each run; the oldest go first.
    std::size_t history_limit = limits::history_entries;
    /// Entries that the inbox of a run may have before it refuses signals.
    std::size_t inbox_limit = limits::inbox_entries;
};

}  // namespace bounce::durable
