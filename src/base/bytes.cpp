#include "bounce/base/bytes.hpp"

namespace bounce {

std::string to_hex(bytes_view data) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(data.size() * 2);
    for (const std::byte b : data) {
        const auto value = std::to_integer<unsigned>(b);
        text.push_back(digits[value >> 4U]);
        text.push_back(digits[value & 15U]);
    }
    return text;
}

}  // namespace bounce
