#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/command.hpp"
#include "bounce/durable/outcome.hpp"
#include "bounce/durable/output_line.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bounce::durable {

/// What came of letting a program go on for a while.
struct slice {
    /// In the order in which they were asked for.
    std::vector<command> commands;
    std::vector<output_line> output;

    /// The fuel of the slice is spent and the program would go on at once.
    bool runnable = false;
    /// The program's own store of fuel is spent; only more of it lets the run go on.
    bool stuck = false;
    /// How the run ended: all its fibers have. Nothing is asked for after this.
    std::optional<outcome> finished;
    /// With `finished`: names of signals that nobody received.
    std::vector<std::string> undelivered_signals;

    /// The earliest timer that is not due yet.
    std::optional<nanoseconds> wake_at;
    /// What the run waits for, for people: "signal delivered, or 7d".
    std::string waiting_for;
    /// Attributes that were set during this slice.
    std::map<std::string, std::string> attributes;

    std::uint64_t fuel_spent = 0;
};

}  // namespace bounce::durable
