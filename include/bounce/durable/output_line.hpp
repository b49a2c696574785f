#pragma once

#include "bounce/base/clock.hpp"

#include <cstdint>
#include <string>

namespace bounce::durable {

/// A line that a run printed or logged. It becomes visible with the commit of the slice that wrote it.
struct output_line {
    /// The numbers are stored.
    enum class stream : std::uint8_t { print = 0, debug = 1, info = 2, warning = 3, error = 4 };

    stream to = stream::print;
    /// When the slice ran; filled in by the engine.
    nanoseconds at{};
    std::string text;

    friend bool operator==(const output_line&, const output_line&) = default;
};

}  // namespace bounce::durable
