#include "script/code/wire.hpp"

#include "script/values/utf8.hpp"

namespace bounce::script {

void wire_reader::fail(std::string_view what) {
    if (!ok()) return;
    problem_ = what;
    rest_ = {};
}

std::uint8_t wire_reader::byte() {
    if (rest_.empty()) {
        fail("it ends too early");
        return 0;
    }
    const auto first = std::to_integer<std::uint8_t>(rest_.front());
    rest_ = rest_.subspan(1);
    return first;
}

bool wire_reader::boolean() {
    const std::uint8_t b = byte();
    if (b > 1) fail("a truth value is neither 0 nor 1");
    return b == 1;
}

std::uint64_t wire_reader::number() {
    std::uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const std::uint8_t b = byte();
        v |= static_cast<std::uint64_t>(b & 0x7f) << shift;
        if ((b & 0x80) != 0) continue;
        if ((b == 0 && shift != 0) || (shift == 63 && b > 1)) break;
        return v;
    }
    fail("a number is not written in the shortest way");
    return 0;
}

std::uint64_t wire_reader::number(std::uint64_t greatest, std::string_view what) {
    const std::uint64_t v = number();
    if (v <= greatest) return v;
    fail(std::string{what} + " is out of range");
    return 0;
}

std::int64_t wire_reader::signed_number() {
    const std::uint64_t v = number();
    return static_cast<std::int64_t>(v >> 1 ^ (0 - (v & 1)));
}

std::uint32_t wire_reader::word() {
    const bytes_view four = raw(4);
    std::uint32_t v = 0;
    for (std::size_t n = 0; n < four.size(); ++n)
        v |= std::to_integer<std::uint32_t>(four[n]) << (8 * n);
    return v;
}

double wire_reader::floating() {
    const std::uint64_t low = word();
    return std::bit_cast<double>(low | static_cast<std::uint64_t>(word()) << 32);
}

bytes_view wire_reader::raw(std::size_t size) {
    if (size > rest_.size()) {
        fail("it ends too early");
        return {};
    }
    const bytes_view taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
}

std::string_view wire_reader::text() {
    const std::string_view t = as_text(raw(count(1, "bytes of a text")));
    if (is_valid_utf8(t)) return t;
    fail("a text is not UTF-8");
    return {};
}

std::size_t wire_reader::count(std::size_t least_bytes, std::string_view what) {
    const std::uint64_t n = number();
    if (n <= rest_.size() / least_bytes) return static_cast<std::size_t>(n);
    fail("the number of " + std::string{what} + " is greater than what follows");
    return 0;
}

}  // namespace bounce::script
