#pragma once

#include "bounce/base/clock.hpp"

#include <ctime>

namespace bounce::minimio::sys {

// A timeout for a system call: never negative, and at least a microsecond unless zero, so that a caller
// who is a few nanoseconds early does not spin.
[[nodiscard]] inline std::timespec timespec_of(nanoseconds timeout) noexcept {
    if (timeout <= nanoseconds::zero()) return {};
    if (timeout < microseconds{1}) timeout = microseconds{1};
    const seconds whole = std::chrono::duration_cast<seconds>(timeout);
    std::timespec spec{};
    spec.tv_sec = static_cast<std::time_t>(whole.count());
    spec.tv_nsec = static_cast<long>((timeout - whole).count());
    return spec;
}

}  // namespace bounce::minimio::sys
