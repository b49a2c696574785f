#include "runtime/trace/text_buffer.hpp"

#include <algorithm>
#include <charconv>

namespace bounce::detail {

namespace {

/// The length of the well-formed UTF-8 sequence at the front of `text`, 0 if there is none.
std::size_t utf8_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    std::size_t length = 0;
    unsigned char low = 0x80;  // the range of the second byte: no overlong form, no surrogate
    unsigned char high = 0xbf;
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) length = 2;
    if (lead >= 0xe0 && lead <= 0xef) length = 3;
    if (lead >= 0xf0 && lead <= 0xf4) length = 4;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
    if (length == 0 || text.size() < length || byte(1) < low || byte(1) > high) return 0;
    for (std::size_t i = 2; i < length; ++i) {
        if (byte(i) < 0x80 || byte(i) > 0xbf) return 0;
    }
    return length;
}

}  // namespace

text_buffer& text_buffer::add(std::string_view text) noexcept {
    const std::size_t fits = std::min(text.size(), chars_.size() - size_);
    std::copy_n(text.data(), fits, chars_.data() + size_);
    size_ += fits;
    return *this;
}

text_buffer& text_buffer::add(std::uint64_t number) noexcept {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    return add(std::string_view{digits, static_cast<std::size_t>(end - digits)});
}

text_buffer& text_buffer::add_microseconds(std::int64_t nanoseconds) noexcept {
    auto n = static_cast<std::uint64_t>(nanoseconds);
    if (nanoseconds < 0) {
        add("-");
        n = 0 - n;
    }
    const char decimals[] = {'.', static_cast<char>('0' + n / 100 % 10),
                             static_cast<char>('0' + n / 10 % 10), static_cast<char>('0' + n % 10)};
    return add(n / 1000).add(std::string_view{decimals, sizeof decimals});
}

text_buffer& text_buffer::add_json(std::string_view text) noexcept {
    text = text.substr(0, name_bytes);
    add("\"");
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length > 1) {
            add(text.substr(0, length));
        } else if (length == 1) {
            add_escaped(static_cast<unsigned char>(text.front()));
        } else {
            add("?");
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return add("\"");
}

void text_buffer::add_escaped(unsigned char c) noexcept {
    constexpr std::string_view hex = "0123456789abcdef";
    if (c == '"' || c == '\\') {
        add("\\");
    } else if (c < 0x20) {
        add("\\u00").add(hex.substr(c >> 4U, 1)).add(hex.substr(c & 0xfU, 1));
        return;
    }
    const char plain = static_cast<char>(c);
    add(std::string_view{&plain, 1});
}

}  // namespace bounce::detail
