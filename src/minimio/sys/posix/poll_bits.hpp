#pragma once

#include "bounce/minimio/interest.hpp"
#include "bounce/minimio/readiness.hpp"

#include <cstdint>

namespace bounce::minimio::sys {

// What poll(2) calls an interest, and what it reports, in our terms. epoll has the same bits.
[[nodiscard]] std::uint32_t poll_bits_of(interest what) noexcept;
[[nodiscard]] readiness readiness_of(std::uint32_t poll_bits) noexcept;

}  // namespace bounce::minimio::sys
