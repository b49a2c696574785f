#pragma once

#include <string_view>

namespace bounce::data {

/// The value of a hexadecimal digit, or -1.
[[nodiscard]] int hex_digit(char c) noexcept;

/// The byte that "%XX" at the beginning of the text stands for, or -1 if there is no such thing.
[[nodiscard]] int escaped_byte(std::string_view text) noexcept;

}  // namespace bounce::data
