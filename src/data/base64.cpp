#include "bounce/data/base64.hpp"

#include <array>
#include <cstdint>

namespace bounce::base64 {

namespace {

using alphabet = std::array<char, 64>;

constexpr alphabet make_alphabet(char c62, char c63) {
    alphabet a{};
    for (std::size_t i = 0; i < 26; ++i) {
        a[i] = static_cast<char>('A' + static_cast<char>(i));
        a[26 + i] = static_cast<char>('a' + static_cast<char>(i));
    }
    for (std::size_t i = 0; i < 10; ++i) a[52 + i] = static_cast<char>('0' + static_cast<char>(i));
    a[62] = c62;
    a[63] = c63;
    return a;
}

constexpr std::uint8_t no_digit = 0xFF;
using reverse_alphabet = std::array<std::uint8_t, 256>;

constexpr reverse_alphabet reverse(const alphabet& a) {
    reverse_alphabet r{};
    r.fill(no_digit);
    for (std::size_t i = 0; i < a.size(); ++i)
        r[static_cast<unsigned char>(a[i])] = static_cast<std::uint8_t>(i);
    return r;
}

constexpr alphabet standard = make_alphabet('+', '/');
constexpr alphabet for_urls = make_alphabet('-', '_');
constexpr reverse_alphabet standard_reversed = reverse(standard);
constexpr reverse_alphabet for_urls_reversed = reverse(for_urls);

std::string encode_with(const alphabet& digits, bool padded, bytes_view data) {
    std::string text;
    text.reserve((data.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < data.size(); i += 3) {
        const auto count = std::min<std::size_t>(3, data.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8U | (k < count ? std::to_integer<std::uint32_t>(data[i + k]) : 0U);
        for (std::size_t k = 0; k <= count; ++k) text += digits[group >> (18 - 6 * k) & 63U];
        if (padded) text.append(3 - count, '=');
    }
    return text;
}

error bad_at(std::size_t offset, std::string_view what) {
    return error{errc::malformed}.in(
        "decode base64",
        std::string{"at offset "}.append(std::to_string(offset)).append(": ").append(what));
}

result<bytes> decode_with(const reverse_alphabet& values, std::string_view text) {
    if (text.size() % 4 == 1) return bad_at(text.size(), "a last character alone");
    bytes data;
    data.reserve(text.size() / 4 * 3 + 2);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        const auto count = std::min<std::size_t>(4, text.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const std::uint32_t value =
                k < count ? values[static_cast<unsigned char>(text[i + k])] : 0U;
            if (value == no_digit) return bad_at(i + k, "a character outside the alphabet");
            group = group << 6U | value;
        }
        const auto bits_used = 8 * (count - 1);
        if ((group & (0xFFFFFFU >> bits_used)) != 0)
            return bad_at(i + count - 1, "bits set beyond the last byte");
        for (std::size_t k = 0; k + 1 < count; ++k)
            data.push_back(static_cast<std::byte>(group >> (16 - 8 * k) & 0xFFU));
    }
    return data;
}

}  // namespace

std::string encode(bytes_view data) { return encode_with(standard, true, data); }
std::string encode_url(bytes_view data) { return encode_with(for_urls, false, data); }

result<bytes> decode(std::string_view text) {
    if (text.size() % 4 != 0) return bad_at(text.size(), "not a multiple of four characters");
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
    return decode_with(standard_reversed, text);
}

result<bytes> decode_url(std::string_view text) { return decode_with(for_urls_reversed, text); }

}  // namespace bounce::base64
