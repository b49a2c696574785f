#pragma once

#include <array>
#include <cstdint>
#include <string_view>

// What is asked of every byte of a head is inline: calls would cost more than the answers.
namespace bounce::http::core {

namespace detail {

inline constexpr std::uint8_t token_bit = 1;
inline constexpr std::uint8_t control_bit = 2;

consteval std::array<std::uint8_t, 256> make_character_classes() {
    std::array<std::uint8_t, 256> classes{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool alphanumeric =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool control = (c < 0x20 && c != '\t') || c == 0x7F;
        classes[c] = alphanumeric ? token_bit : control ? control_bit : std::uint8_t{0};
    }
    for (const char c : std::string_view{"!#$%&'*+-.^_`|~"})
        classes[static_cast<unsigned char>(c)] = token_bit;
    return classes;
}

inline constexpr auto character_classes = make_character_classes();

}  // namespace detail

/// A character that a method, a field name or any other token may contain.
[[nodiscard]] inline bool is_token_character(char c) noexcept {
    return (detail::character_classes[static_cast<unsigned char>(c)] & detail::token_bit) != 0;
}
/// A non-empty run of such characters.
[[nodiscard]] bool is_token(std::string_view text) noexcept;

/// A control character other than tab: never allowed in a line.
[[nodiscard]] inline bool is_control(char c) noexcept {
    return (detail::character_classes[static_cast<unsigned char>(c)] & detail::control_bit) != 0;
}
/// Visible ASCII.
[[nodiscard]] inline bool is_visible(char c) noexcept { return c > 0x20 && c < 0x7F; }
[[nodiscard]] inline bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] inline bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

/// Without spaces and tabs at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// Equal without regard to the case of ASCII letters.
[[nodiscard]] bool iequals(std::string_view a, std::string_view b) noexcept;

/// Takes the next non-empty element off a comma-separated list; empty when there is none left.
[[nodiscard]] std::string_view next_element(std::string_view& list) noexcept;

}  // namespace bounce::http::core
