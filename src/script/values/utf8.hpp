#pragma once

#include <cstddef>
#include <string_view>

namespace bounce::script {

[[nodiscard]] bool is_valid_utf8(std::string_view bytes) noexcept;
/// Code points in valid UTF-8.
[[nodiscard]] std::size_t count_code_points(std::string_view utf8) noexcept;
/// The byte at which code point `index` starts, or the size if there are not that many.
[[nodiscard]] std::size_t byte_of(std::string_view utf8, std::size_t index) noexcept;
/// The code point at `position`, which is moved behind it.
[[nodiscard]] char32_t next_code_point(std::string_view utf8, std::size_t& position) noexcept;
/// Bytes that `c` takes.
[[nodiscard]] std::size_t utf8_length(char32_t c) noexcept;
/// Writes `c` to `out`, which has room for 4 bytes; gives the number written.
std::size_t encode_utf8(char32_t c, char* out) noexcept;

}  // namespace bounce::script
