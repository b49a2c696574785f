#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bounce::script {

/// `text` with every `find` replaced; an empty `find` is nowhere.
[[nodiscard]] std::string replaced(std::string_view text, std::string_view find,
                                   std::string_view by);

/// The parts of `text` between delimiters, at most `most` (the last then has the rest). An empty
/// delimiter is between all characters, and at both ends.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, std::string_view delimiter,
                                                  std::size_t most);
/// The same from the end: the last part comes first, and the last given has the beginning.
[[nodiscard]] std::vector<std::string_view> split_backward(std::string_view text,
                                                           std::string_view delimiter,
                                                           std::size_t most);
/// The words between white space.
[[nodiscard]] std::vector<std::string_view> words(std::string_view text);
/// Without the white space at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

}  // namespace bounce::script
