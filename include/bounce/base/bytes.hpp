#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bounce {

/// An owned run of bytes.
using bytes = std::vector<std::byte>;
/// A view of bytes that somebody else owns.
using bytes_view = std::span<const std::byte>;
/// A view of bytes that may be written.
using bytes_span = std::span<std::byte>;

/// The bytes of a text, without a copy; valid as long as the text is.
[[nodiscard]] inline bytes_view as_bytes(std::string_view text) noexcept {
    return std::as_bytes(std::span{text.data(), text.size()});
}

/// Bytes read as text, without a copy and without a check of their encoding.
[[nodiscard]] inline std::string_view as_text(bytes_view data) noexcept {
    return {reinterpret_cast<const char*>(data.data()), data.size()};
}

/// A copy of the bytes.
[[nodiscard]] inline bytes to_bytes(bytes_view data) { return {data.begin(), data.end()}; }
[[nodiscard]] inline bytes to_bytes(std::string_view text) { return to_bytes(as_bytes(text)); }

/// Lower-case hexadecimal digits, two for each byte.
[[nodiscard]] std::string to_hex(bytes_view data);

}  // namespace bounce
