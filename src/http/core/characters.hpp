#pragma once

#include <string_view>

namespace bounce::http::core {

/// A character that a method, a field name or any other token may contain.
[[nodiscard]] bool is_token_character(char c) noexcept;
/// A non-empty run of such characters.
[[nodiscard]] bool is_token(std::string_view text) noexcept;

/// A control character other than tab: never allowed in a line.
[[nodiscard]] bool is_control(char c) noexcept;
/// Visible ASCII.
[[nodiscard]] bool is_visible(char c) noexcept;
[[nodiscard]] inline bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] inline bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

/// Without spaces and tabs at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// Equal without regard to the case of ASCII letters.
[[nodiscard]] bool iequals(std::string_view a, std::string_view b) noexcept;

/// Takes the next non-empty element off a comma-separated list; empty when there is none left.
[[nodiscard]] std::string_view next_element(std::string_view& list) noexcept;

}  // namespace bounce::http::core
