#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace bounce::durable {

/// Reads two hexadecimal digits into each byte; false if a character is none. `hex` is twice as long as
/// `into`.
[[nodiscard]] inline bool read_hex(std::string_view hex, std::span<std::uint8_t> into) noexcept {
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    for (std::size_t i = 0; i < into.size(); ++i) {
        const int high = digit(hex[2 * i]);
        const int low = digit(hex[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        into[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return true;
}

}  // namespace bounce::durable
