#pragma once

#include <cstddef>
#include <string_view>

namespace bounce::data {

/// Bytes of the well-formed UTF-8 sequence that text begins with (1 to 4), or 0 if it does not
/// begin with one: overlong forms, surrogates and code points beyond U+10FFFF are not well-formed.
[[nodiscard]] std::size_t utf8_sequence(std::string_view text) noexcept;

}  // namespace bounce::data
