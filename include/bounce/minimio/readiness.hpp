#pragma once

#include <cstdint>

namespace bounce::minimio {

/// What an event tells about its source: a set of flags, possibly empty.
///
/// `read_closed` comes with `readable`, `write_closed` with `writable` and `error` with both (as far as
/// the registration asked for them), so that a program which only looks at these two misses nothing:
/// the read or write that follows tells the rest.
class readiness {
public:
    static const readiness none;
    static const readiness readable;
    static const readiness writable;
    static const readiness read_closed;   ///< the peer sends no more, or this side gave up reading
    static const readiness write_closed;  ///< nothing can be written any more
    static const readiness error;         ///< the source holds an error; `take_error()` tells which
    static const readiness priority;

    constexpr readiness() noexcept = default;

    /// The set with these flags, as `bits()` gives them.
    [[nodiscard]] static constexpr readiness from_bits(std::uint8_t bits) noexcept {
        return readiness{bits};
    }
    [[nodiscard]] constexpr std::uint8_t bits() const noexcept { return bits_; }

    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    [[nodiscard]] constexpr bool contains(readiness other) const noexcept {
        return (bits_ & other.bits_) == other.bits_;
    }
    [[nodiscard]] constexpr bool intersects(readiness other) const noexcept {
        return (bits_ & other.bits_) != 0;
    }

    friend constexpr readiness operator|(readiness a, readiness b) noexcept {
        return readiness{static_cast<std::uint8_t>(a.bits_ | b.bits_)};
    }
    friend constexpr readiness operator&(readiness a, readiness b) noexcept {
        return readiness{static_cast<std::uint8_t>(a.bits_ & b.bits_)};
    }
    friend constexpr readiness operator-(readiness a, readiness b) noexcept {
        return readiness{static_cast<std::uint8_t>(a.bits_ & ~b.bits_)};
    }
    constexpr readiness& operator|=(readiness other) noexcept { return *this = *this | other; }
    friend constexpr bool operator==(readiness, readiness) noexcept = default;

private:
    explicit constexpr readiness(std::uint8_t bits) noexcept : bits_{bits} {}

    std::uint8_t bits_ = 0;
};

inline constexpr readiness readiness::none{0};
inline constexpr readiness readiness::readable{1};
inline constexpr readiness readiness::writable{2};
inline constexpr readiness readiness::priority{4};
inline constexpr readiness readiness::read_closed{8};
inline constexpr readiness readiness::write_closed{16};
inline constexpr readiness readiness::error{32};

}  // namespace bounce::minimio
