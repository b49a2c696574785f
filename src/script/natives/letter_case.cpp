#include "script/natives/letter_case.hpp"

#include <array>
#include <cstdint>

namespace bounce::script {

namespace {

/// Letters [first, last] are upper case and `to_lower` away from their lower case; or, with a distance
/// of 1 and `alternating`, every other one is.
struct letters {
    char32_t first;
    char32_t last;
    std::int32_t to_lower;
    bool alternating;
};

constexpr std::array<letters, 16> alphabets{{
    {U'A', U'Z', 32, false},
    {0x00C0, 0x00D6, 32, false},
    {0x00D8, 0x00DE, 32, false},
    {0x0100, 0x012E, 1, true},
    {0x0132, 0x0136, 1, true},
    {0x0139, 0x0147, 1, true},
    {0x014A, 0x0176, 1, true},
    {0x0179, 0x017D, 1, true},
    {0x0386, 0x0386, 38, false},
    {0x0388, 0x038A, 37, false},
    {0x0391, 0x03A1, 32, false},
    {0x03A3, 0x03AB, 32, false},
    {0x0400, 0x040F, 80, false},
    {0x0410, 0x042F, 32, false},
    {0x0460, 0x0480, 1, true},
    {0x048A, 0x04BE, 1, true},
}};

[[nodiscard]] char32_t moved(char32_t c, std::int32_t by) noexcept {
    return static_cast<char32_t>(static_cast<std::int32_t>(c) + by);
}

[[nodiscard]] bool within(char32_t c, const letters& a) noexcept {
    return c >= a.first && c <= a.last && (!a.alternating || (c - a.first) % 2 == 0);
}

}  // namespace

char32_t lower_case(char32_t c) noexcept {
    if (c == 0x0178) return 0x00FF;
    for (const letters& a : alphabets) {
        if (within(c, a)) return moved(c, a.to_lower);
    }
    return c;
}

char32_t upper_case(char32_t c) noexcept {
    if (c == 0x00FF) return 0x0178;
    if (c == 0x03C2) return 0x03A3;  // the sigma at the end of a word
    for (const letters& a : alphabets) {
        if (const char32_t upper = moved(c, -a.to_lower); upper < c && within(upper, a))
            return upper;
    }
    return c;
}

}  // namespace bounce::script
