#include "script/syntax/utf8.hpp"

#include <algorithm>
#include <array>

namespace bounce::script::utf8 {

decoded decode(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() - at < length) return {};
    char32_t value = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {};
        value = (value << 6) | (byte(i) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    if (value < least[length] || !is_scalar(value)) return {};
    return {value, length};
}

void append(std::string& to, char32_t c) {
    const auto put = [&](char32_t bits) {
        to += static_cast<char>(static_cast<unsigned char>(bits));
    };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
        put(0xC0 | (c >> 6));
    } else {
        if (c < 0x10000) {
            put(0xE0 | (c >> 12));
        } else {
            put(0xF0 | (c >> 18));
            put(0x80 | ((c >> 12) & 0x3F));
        }
        put(0x80 | ((c >> 6) & 0x3F));
    }
    put(0x80 | (c & 0x3F));
}

std::size_t find_invalid(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const decoded d = decode(text, at);
        if (d.value == no_character) return at;
        at += d.length;
    }
    return std::string_view::npos;
}

namespace {

struct interval {
    char32_t first, last;
};

template <std::size_t N>
bool contains(const std::array<interval, N>& table, char32_t c) noexcept {
    const auto at = std::ranges::upper_bound(table, c, {}, &interval::first);
    return at != table.begin() && c <= std::prev(at)->last;
}

// The blocks that matter in practice; a caret that is a column off in a rare script harms nobody.
constexpr std::array<interval, 11> narrowest{{{0x0300, 0x036F},
                                              {0x0483, 0x0489},
                                              {0x0591, 0x05BD},
                                              {0x064B, 0x065F},
                                              {0x0E34, 0x0E3A},
                                              {0x1AB0, 0x1AFF},
                                              {0x1DC0, 0x1DFF},
                                              {0x200B, 0x200F},
                                              {0x20D0, 0x20FF},
                                              {0xFE00, 0xFE0F},
                                              {0xFE20, 0xFE2F}}};
constexpr std::array<interval, 13> widest{{{0x1100, 0x115F},
                                           {0x2E80, 0x303E},
                                           {0x3041, 0x33FF},
                                           {0x3400, 0x4DBF},
                                           {0x4E00, 0x9FFF},
                                           {0xA000, 0xA4CF},
                                           {0xAC00, 0xD7A3},
                                           {0xF900, 0xFAFF},
                                           {0xFE30, 0xFE6F},
                                           {0xFF00, 0xFF60},
                                           {0x1F300, 0x1F64F},
                                           {0x1F680, 0x1FAFF},
                                           {0x20000, 0x3FFFD}}};

}  // namespace

int width(char32_t c) noexcept {
    if (c < 0x300) return 1;
    if (contains(narrowest, c)) return 0;
    return contains(widest, c) ? 2 : 1;
}

}  // namespace bounce::script::utf8
