#include "http/core/characters.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace bounce::http::core {

namespace {

constexpr std::uint8_t token_bit = 1;
constexpr std::uint8_t control_bit = 2;

constexpr std::array<std::uint8_t, 256> make_classes() {
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

constexpr auto classes = make_classes();

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool is_token_character(char c) noexcept {
    return (classes[static_cast<unsigned char>(c)] & token_bit) != 0;
}

bool is_token(std::string_view text) noexcept {
    return !text.empty() && std::ranges::all_of(text, is_token_character);
}

bool is_control(char c) noexcept {
    return (classes[static_cast<unsigned char>(c)] & control_bit) != 0;
}

bool is_visible(char c) noexcept { return c > 0x20 && c < 0x7F; }

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool iequals(std::string_view a, std::string_view b) noexcept {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view next_element(std::string_view& list) noexcept {
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        const auto element = trimmed(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
        if (!element.empty()) return element;
    }
    return {};
}

}  // namespace bounce::http::core
