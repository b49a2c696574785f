#pragma once

#include "minimio/sys/iocp/afd.hpp"

#include "bounce/minimio/interest.hpp"
#include "bounce/minimio/readiness.hpp"

namespace bounce::minimio::sys {

// What the driver calls the directions, and what it tells, in our terms.
[[nodiscard]] ULONG afd_bits_of(readiness directions) noexcept;
[[nodiscard]] readiness readiness_of(ULONG afd_bits) noexcept;

}  // namespace bounce::minimio::sys
