#pragma once

#include "bounce/base/limits.hpp"

#include <cstddef>
#include <cstdint>

namespace bounce::minimio::detail {

// What names one registration for the whole life of its poll: 24 bits of the slot it lives in and 40 of
// the slot's generation. The generation is odd while the slot is taken and even while it is free, so a
// key is never 0, and it differs from every earlier key of the slot (until 2^39 later ones; a stale
// event would have to lie in a buffer for all that time).
using registration_key = std::uint64_t;

inline constexpr unsigned index_bits = 24;
inline constexpr std::uint64_t index_mask = (std::uint64_t{1} << index_bits) - 1;
inline constexpr std::uint64_t generation_mask = ~std::uint64_t{0} >> index_bits;

static_assert(limits::registrations <= std::size_t{1} << index_bits);

[[nodiscard]] constexpr std::uint32_t index_of(registration_key key) noexcept {
    return static_cast<std::uint32_t>(key & index_mask);
}
[[nodiscard]] constexpr std::uint64_t generation_of(registration_key key) noexcept {
    return key >> index_bits;
}
[[nodiscard]] constexpr registration_key make_key(std::uint64_t generation,
                                                  std::uint32_t index) noexcept {
    return (generation << index_bits) | index;
}

}  // namespace bounce::minimio::detail
