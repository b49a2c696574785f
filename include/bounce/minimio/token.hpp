#pragma once

#include <compare>
#include <cstdint>

namespace bounce::minimio {

/// What the program wants to be told when a source is ready: an index, an address, anything that fits.
/// minimio never looks inside, and two registrations may share one.
struct token {
    std::uint64_t value = 0;

    friend constexpr auto operator<=>(const token&, const token&) noexcept = default;
};

}  // namespace bounce::minimio
