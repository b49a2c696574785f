#pragma once

#include <cstdint>
#include <string_view>

namespace bounce::durable {

/// How a run stands. The numbers are stored.
enum class run_status : std::uint8_t {
    scheduled = 0,  ///< its start lies in the future
    running = 1,    ///< it has something to do, or is doing it
    waiting = 2,    ///< for an operation, a signal or a timer
    completed = 3,
    failed = 4,
    cancelled = 5,  ///< it was asked to stop and ended with that
    killed = 6,
    paused = 7,
    stuck = 8,  ///< its fuel is spent
    dead = 9,   ///< it crashed its process again and again, alone
};

/// Nothing will ever happen to the run again.
[[nodiscard]] constexpr bool is_final(run_status s) noexcept {
    return s == run_status::completed || s == run_status::failed || s == run_status::cancelled ||
           s == run_status::killed || s == run_status::dead;
}

/// "scheduled" and so on: the words that users see.
[[nodiscard]] std::string_view to_string(run_status s) noexcept;

}  // namespace bounce::durable
