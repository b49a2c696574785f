#include "http/files/byte_range.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace bounce::http::detail {

namespace {

constexpr std::string_view unit = "bytes=";

bool is_unit(std::string_view text) noexcept {
    const auto equal = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
    return std::ranges::equal(text, unit, equal);
}

// A run of digits. A number that is too large stands for one beyond every file.
std::optional<std::uint64_t> number(std::string_view text) noexcept {
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    std::uint64_t value = 0;
    const auto failure = std::from_chars(text.data(), text.data() + text.size(), value).ec;
    return failure == std::errc{} ? value : std::numeric_limits<std::uint64_t>::max();
}

byte_range part(std::uint64_t offset, std::uint64_t size) noexcept {
    byte_range range;
    range.what = byte_range::kind::part;
    range.offset = offset;
    range.size = size;
    return range;
}

byte_range unsatisfiable() noexcept {
    byte_range range;
    range.what = byte_range::kind::unsatisfiable;
    return range;
}

}  // namespace

byte_range byte_range::parse(std::string_view field, std::uint64_t file_size) noexcept {
    if (!is_unit(field.substr(0, unit.size()))) return {};
    field.remove_prefix(unit.size());
    const std::size_t dash = field.find('-');
    if (dash == std::string_view::npos) return {};
    const auto first = number(field.substr(0, dash));
    const auto last = number(field.substr(dash + 1));
    const bool is_suffix = dash == 0;
    const bool is_open = dash + 1 == field.size();

    if (is_suffix) {  // "-500": the last 500
        if (!last) return {};
        if (*last == 0 || file_size == 0) return unsatisfiable();
        const std::uint64_t size = std::min(*last, file_size);
        return part(file_size - size, size);
    }
    if (!first || (!last && !is_open) || (last && *last < *first)) return {};
    if (*first >= file_size) return unsatisfiable();
    const std::uint64_t end = is_open ? file_size - 1 : std::min(*last, file_size - 1);
    return part(*first, end - *first + 1);
}

}  // namespace bounce::http::detail
