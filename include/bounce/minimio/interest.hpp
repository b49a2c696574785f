#pragma once

#include <cstdint>

namespace bounce::minimio {

/// Which kinds of readiness a registration asks for; never empty.
///
///     registry.add(socket.source(), token{7}, interest::readable | interest::writable);
///
/// Errors and hang-ups need not be asked for; they are always reported.
class interest {
public:
    static const interest readable;  ///< bytes, a connection to accept, or the end of the stream
    static const interest writable;  ///< room to write, or the outcome of a connect
    /// Out-of-band data of TCP and what a system reports alike. Where the back end cannot tell of it
    /// (kqueue on FreeBSD and NetBSD, Windows) registering it is `errc::unsupported`.
    static const interest priority;

    [[nodiscard]] constexpr bool contains(interest other) const noexcept {
        return (bits_ & other.bits_) == other.bits_;
    }
    [[nodiscard]] constexpr bool is_readable() const noexcept { return contains(interest{1}); }
    [[nodiscard]] constexpr bool is_writable() const noexcept { return contains(interest{2}); }
    [[nodiscard]] constexpr bool is_priority() const noexcept { return contains(interest{4}); }

    /// The flags as a number: 1 readable, 2 writable, 4 priority.
    [[nodiscard]] constexpr std::uint8_t bits() const noexcept { return bits_; }

    friend constexpr interest operator|(interest a, interest b) noexcept {
        return interest{static_cast<std::uint8_t>(a.bits_ | b.bits_)};
    }
    constexpr interest& operator|=(interest other) noexcept { return *this = *this | other; }
    friend constexpr bool operator==(interest, interest) noexcept = default;

private:
    explicit constexpr interest(std::uint8_t bits) noexcept : bits_{bits} {}

    std::uint8_t bits_;
};

inline constexpr interest interest::readable{1};
inline constexpr interest interest::writable{2};
inline constexpr interest interest::priority{4};

}  // namespace bounce::minimio
