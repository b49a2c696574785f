#include "script/syntax/line_index.hpp"

#include <algorithm>
#include <cstddef>

namespace bounce::script {

line_index::line_index(std::string_view source) : source_{source}, starts_{0} {
    for (std::size_t at = source.find('\n'); at != std::string_view::npos;
         at = source.find('\n', at + 1)) {
        starts_.push_back(static_cast<std::uint32_t>(at + 1));
    }
}

std::uint32_t line_index::line_of(std::uint32_t offset) const noexcept {
    const auto after = std::ranges::upper_bound(starts_, offset);
    return static_cast<std::uint32_t>(after - starts_.begin());
}

source_position line_index::locate(std::uint32_t offset) const noexcept {
    const std::uint32_t line = line_of(offset);
    const std::uint32_t start = start_of(line);
    const auto before = source_.substr(start, offset - start);
    const auto characters = std::ranges::count_if(
        before, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    return {line, static_cast<std::uint32_t>(characters) + 1};
}

std::string_view line_index::text_of(std::uint32_t line) const noexcept {
    const std::size_t start = start_of(line);
    const std::size_t end = line < line_count() ? start_of(line + 1) - 1 : source_.size();
    std::string_view text = source_.substr(start, end - start);
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

}  // namespace bounce::script
