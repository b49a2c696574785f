#pragma once

#include "bounce/base/result.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace bounce::durable {

/// The SHA-256 of a piece of code. The hash of a run's root covers everything that it imports.
struct code_hash {
    std::array<std::uint8_t, 32> bytes{};

    [[nodiscard]] std::string to_hex() const;
    /// Of 64 hexadecimal digits; `malformed` for anything else.
    [[nodiscard]] static result<code_hash> parse(std::string_view hex);

    friend auto operator<=>(const code_hash&, const code_hash&) noexcept = default;
};

}  // namespace bounce::durable
