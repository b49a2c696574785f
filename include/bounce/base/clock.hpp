#pragma once

#include <chrono>
#include <cstdint>

namespace bounce {

using nanoseconds = std::chrono::nanoseconds;
using microseconds = std::chrono::microseconds;
using milliseconds = std::chrono::milliseconds;
using seconds = std::chrono::seconds;

/// A clock that never goes backwards; its epoch is unspecified. Readable from any thread.
/// Deadlines and timers are `steady_clock::time_point`s.
struct steady_clock {
    using duration = nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<steady_clock, duration>;
    static constexpr bool is_steady = true;

    /// The system's monotonic clock. A runtime's own time may be another (see runtime_options::time):
    /// code that runs in one asks `bounce::now()`.
    [[nodiscard]] static time_point now() noexcept;
};

using time_point = steady_clock::time_point;

/// Wall-clock time since 1970-01-01 00:00:00 UTC, without leap seconds. May jump.
[[nodiscard]] nanoseconds wall_clock_now() noexcept;

/// `from + d`, held at the ends of the range instead of overflowing.
[[nodiscard]] constexpr time_point saturating_add(time_point from, nanoseconds d) noexcept {
    if (d > nanoseconds::zero() && from > time_point::max() - d) return time_point::max();
    if (d < nanoseconds::zero() && from < time_point::min() - d) return time_point::min();
    return from + d;
}

}  // namespace bounce
