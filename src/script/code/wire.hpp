#pragma once

#include "bounce/base/bytes.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// How numbers and texts stand in portable code and in images: little-endian, and whole numbers seven bits
// to a byte, lowest first, in as few bytes as they need. There is one way to write a thing, and what was
// written another way is refused: so equal content has equal bytes, and equal hashes.

namespace bounce::script {

class wire_writer {
public:
    void byte(std::uint8_t v) { out_.push_back(static_cast<std::byte>(v)); }
    void number(std::uint64_t v) {
        for (; v >= 0x80; v >>= 7) byte(static_cast<std::uint8_t>(v | 0x80));
        byte(static_cast<std::uint8_t>(v));
    }
    /// A number that may be negative: small ones of either sign are short.
    void signed_number(std::int64_t v) {
        number(static_cast<std::uint64_t>(v) << 1 ^ static_cast<std::uint64_t>(v >> 63));
    }
    void word(std::uint32_t v) {
        for (unsigned shift = 0; shift < 32; shift += 8)
            byte(static_cast<std::uint8_t>(v >> shift));
    }
    void floating(double v) {
        const auto bits = std::bit_cast<std::uint64_t>(v);
        word(static_cast<std::uint32_t>(bits));
        word(static_cast<std::uint32_t>(bits >> 32));
    }
    void raw(bytes_view data) { out_.insert(out_.end(), data.begin(), data.end()); }
    /// Length and bytes.
    void text(std::string_view t) {
        number(t.size());
        raw(as_bytes(t));
    }

    [[nodiscard]] bytes_view written() const noexcept { return out_; }
    [[nodiscard]] bytes take() noexcept { return std::move(out_); }

private:
    bytes out_;
};

/// Reads what a `wire_writer` wrote, or something forged. The first failure stays: from then on every
/// read gives nothing (0, "", empty), so that a caller looks once after several reads. `count` keeps
/// numbers that somebody made up from becoming allocations.
class wire_reader {
public:
    explicit wire_reader(bytes_view in) noexcept : rest_{in} {}

    [[nodiscard]] bool ok() const noexcept { return problem_.empty(); }
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
    [[nodiscard]] std::size_t left() const noexcept { return rest_.size(); }

    /// Makes the read a failure, unless it is one already.
    void fail(std::string_view what);

    [[nodiscard]] std::uint8_t byte();
    [[nodiscard]] bool boolean();
    [[nodiscard]] std::uint64_t number();
    /// A number that is at most `greatest`.
    [[nodiscard]] std::uint64_t number(std::uint64_t greatest, std::string_view what);
    [[nodiscard]] std::uint32_t number32(std::string_view what) {
        return static_cast<std::uint32_t>(number(0xffff'ffff, what));
    }
    [[nodiscard]] std::int64_t signed_number();
    [[nodiscard]] std::uint32_t word();
    [[nodiscard]] double floating();
    [[nodiscard]] bytes_view raw(std::size_t size);
    /// UTF-8; lives as long as the input.
    [[nodiscard]] std::string_view text();
    /// How many things follow, each of which takes at least `least_bytes` (1 or more).
    [[nodiscard]] std::size_t count(std::size_t least_bytes, std::string_view what);

private:
    bytes_view rest_;
    std::string problem_;
};

}  // namespace bounce::script
