#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bounce::script::utf8 {

inline constexpr char32_t no_character = 0xFFFF'FFFF;

struct decoded {
    char32_t value = no_character;  // no_character: these bytes are not UTF-8
    std::size_t length = 1;         // bytes to step over, at least 1
};

/// The character that begins at text[at]; at < text.size(). Overlong forms, surrogates and what is
/// beyond U+10FFFF are not UTF-8.
[[nodiscard]] decoded decode(std::string_view text, std::size_t at) noexcept;

[[nodiscard]] constexpr bool is_scalar(char32_t c) noexcept {
    return c < 0xD800 || (c >= 0xE000 && c <= 0x10FFFF);
}

/// Appends c, which must be a scalar value.
void append(std::string& to, char32_t c);

/// Offset of the first byte that is not part of UTF-8, or npos.
[[nodiscard]] std::size_t find_invalid(std::string_view text) noexcept;

/// Columns a terminal gives to c: 0, 1 or 2. Of control characters: 1, for the mark shown instead.
[[nodiscard]] int width(char32_t c) noexcept;

}  // namespace bounce::script::utf8
