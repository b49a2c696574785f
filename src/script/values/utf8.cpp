#include "script/values/utf8.hpp"

#include <cstdint>

namespace bounce::script {

namespace {

[[nodiscard]] std::uint8_t byte_at(std::string_view text, std::size_t i) noexcept {
    return static_cast<std::uint8_t>(text[i]);
}
[[nodiscard]] bool continues(std::uint8_t byte) noexcept { return (byte & 0xC0U) == 0x80U; }

/// Length of the sequence that a lead byte starts; 0 if it cannot start one.
[[nodiscard]] std::size_t sequence_length(std::uint8_t lead) noexcept {
    if (lead < 0x80) return 1;
    if (lead < 0xC2) return 0;
    if (lead < 0xE0) return 2;
    if (lead < 0xF0) return 3;
    return lead < 0xF5 ? 4 : 0;
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) noexcept {
    for (std::size_t i = 0; i < bytes.size();) {
        const std::uint8_t lead = byte_at(bytes, i);
        const std::size_t length = sequence_length(lead);
        if (length == 0 || length > bytes.size() - i) return false;
        for (std::size_t k = 1; k < length; ++k) {
            if (!continues(byte_at(bytes, i + k))) return false;
        }
        if (length > 2) {
            // Overlong forms, surrogates, and what is beyond U+10FFFF.
            const std::uint8_t second = byte_at(bytes, i + 1);
            if (lead == 0xE0 && second < 0xA0) return false;
            if (lead == 0xED && second > 0x9F) return false;
            if (lead == 0xF0 && second < 0x90) return false;
            if (lead == 0xF4 && second > 0x8F) return false;
        }
        i += length;
    }
    return true;
}

std::size_t count_code_points(std::string_view utf8) noexcept {
    std::size_t count = 0;
    for (const char c : utf8) count += continues(static_cast<std::uint8_t>(c)) ? 0U : 1U;
    return count;
}

std::size_t byte_of(std::string_view utf8, std::size_t index) noexcept {
    std::size_t at = 0;
    while (index > 0 && at < utf8.size()) {
        at += sequence_length(byte_at(utf8, at));
        --index;
    }
    return at;
}

char32_t next_code_point(std::string_view utf8, std::size_t& position) noexcept {
    const std::uint8_t lead = byte_at(utf8, position);
    const std::size_t length = sequence_length(lead);
    char32_t c = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t k = 1; k < length; ++k) {
        c = (c << 6U) | (byte_at(utf8, position + k) & 0x3FU);
    }
    position += length;
    return c;
}

std::size_t utf8_length(char32_t c) noexcept {
    if (c < 0x80) return 1;
    if (c < 0x800) return 2;
    return c < 0x10000 ? 3 : 4;
}

std::size_t encode_utf8(char32_t c, char* out) noexcept {
    const auto put = [&](std::size_t i, char32_t bits) { out[i] = static_cast<char>(bits); };
    const std::size_t length = utf8_length(c);
    if (length == 1) {
        put(0, c);
        return 1;
    }
    for (std::size_t k = length - 1; k > 0; --k) {
        put(k, 0x80U | (c & 0x3FU));
        c >>= 6U;
    }
    put(0, (0xF00U >> length & 0xF0U) | c);
    return length;
}

}  // namespace bounce::script
