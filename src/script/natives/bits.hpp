#pragma once

#include <cstdint>

namespace bounce::script {

inline constexpr std::int64_t int_bits = 64;

[[nodiscard]] constexpr std::uint64_t bit_mask(std::size_t count) noexcept {
    return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}
/// `count` bits from `first` on; first < 64.
[[nodiscard]] constexpr std::int64_t bits_of(std::int64_t i, std::size_t first,
                                             std::size_t count) noexcept {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(i) >> first & bit_mask(count));
}
[[nodiscard]] constexpr std::int64_t with_bits(std::int64_t i, std::size_t first, std::size_t count,
                                               std::int64_t bits) noexcept {
    const std::uint64_t mask = bit_mask(count) << first;
    const std::uint64_t put = static_cast<std::uint64_t>(bits) << first & mask;
    return static_cast<std::int64_t>((static_cast<std::uint64_t>(i) & ~mask) | put);
}

}  // namespace bounce::script
