#pragma once

namespace bounce::script {

/// The other case of a letter that has one of its own: ASCII, Latin-1 and Latin Extended-A, Greek,
/// Cyrillic. Anything else is unchanged.
[[nodiscard]] char32_t upper_case(char32_t c) noexcept;
[[nodiscard]] char32_t lower_case(char32_t c) noexcept;

}  // namespace bounce::script
