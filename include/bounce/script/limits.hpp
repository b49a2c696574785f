#pragma once

#include "bounce/script/value_limits.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

namespace bounce::script {

/// What an isolate may use. The host sets it; a script that reaches a limit ends with an error that names
/// it, and cannot catch that error. Every default allows a program that means well.
struct limits {
    /// Fuel in total: one unit for each entry into a function and each turn of a loop, and what natives
    /// charge for their work. When it is spent, `run` says `stuck`; raising it lets the isolate go on.
    std::uint64_t total_fuel = std::numeric_limits<std::uint64_t>::max();
    /// Bytes of everything an isolate keeps on its heap, stacks included.
    std::size_t heap_bytes = std::size_t{256} << 20;
    /// Functions of one fiber that are running at the same time, each called by the one before.
    std::uint32_t call_depth = 10'000;
    /// How large one string, blob, array or map may become.
    value_limits values;
    /// Fibers that exist at the same time.
    std::size_t fibers = std::size_t{4} << 20;
    /// Channels and semaphores that a program may make in its life.
    std::uint64_t channels = std::uint64_t{64} << 20;
    /// Timers that are set at the same time: one for each fiber that sleeps or waits with a limit.
    std::size_t timers = std::size_t{4} << 20;
    /// Operations that wait for the host at the same time.
    std::size_t operations = std::size_t{1} << 20;
    /// Values that wait in all mailboxes together; `post` refuses the next.
    std::size_t mailbox_items = std::size_t{1} << 20;
    /// Bytes of printed and logged lines that nobody has taken; the machine then runs no further until
    /// somebody does (`run` says `out_of_fuel`).
    std::size_t output_bytes = std::size_t{16} << 20;
    /// Bytes of an image of the isolate, written or read.
    std::size_t image_bytes = std::size_t{64} << 20;
    /// Time, in nanoseconds since 1970, from which on `run` ends the isolate with ErrorTimedOut.
    std::optional<std::int64_t> deadline_ns;
};

}  // namespace bounce::script
