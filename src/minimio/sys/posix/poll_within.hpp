#pragma once

#include "bounce/base/clock.hpp"

#include <poll.h>

#include <optional>
#include <span>

namespace bounce::minimio::sys {

// poll(2) with a timeout as exact as the system has it: ppoll (posix/), else milliseconds (fallback/),
// rounded up in both. No timeout: for ever.
[[nodiscard]] int poll_within(std::span<pollfd> asked, std::optional<nanoseconds> timeout) noexcept;

}  // namespace bounce::minimio::sys
