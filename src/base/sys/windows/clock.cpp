#include "bounce/base/clock.hpp"

#include <windows.h>

#include <cstdint>

namespace bounce {

namespace {

// The ticks of the performance counter in a second; fixed from the start of the system on.
std::int64_t ticks_per_second() noexcept {
    static const std::int64_t frequency = [] {
        LARGE_INTEGER read{};
        ::QueryPerformanceFrequency(&read);
        return read.QuadPart;
    }();
    return frequency;
}

// Windows counts its time of day in steps of 100 ns from the year 1601.
constexpr std::int64_t steps_until_1970 = 116'444'736'000'000'000;

}  // namespace

time_point steady_clock::now() noexcept {
    LARGE_INTEGER ticks{};
    ::QueryPerformanceCounter(&ticks);
    const std::int64_t frequency = ticks_per_second();
    // In two parts, as the nanoseconds of many days would not fit into the product.
    const std::int64_t whole = ticks.QuadPart / frequency;
    const std::int64_t rest = ticks.QuadPart % frequency;
    return time_point{seconds{whole} + nanoseconds{rest * 1'000'000'000 / frequency}};
}

nanoseconds wall_clock_now() noexcept {
    FILETIME read{};
    ::GetSystemTimePreciseAsFileTime(&read);
    const auto steps = static_cast<std::int64_t>(
        static_cast<std::uint64_t>(read.dwHighDateTime) << 32 | read.dwLowDateTime);
    return nanoseconds{(steps - steps_until_1970) * 100};
}

}  // namespace bounce
