#pragma once

#include "bounce/minimio/readiness.hpp"
#include "bounce/minimio/token.hpp"

namespace bounce::minimio {

/// One source that is ready, by the token it was registered with; and for what. A small value.
///
/// It is a hint that an operation is worth a try, not a promise that it succeeds: spurious events are
/// allowed, so a read after `is_readable()` may still give `would_block`.
class event {
public:
    constexpr event() noexcept = default;
    constexpr event(minimio::token name, readiness ready) noexcept : token_{name}, ready_{ready} {}

    [[nodiscard]] constexpr minimio::token token() const noexcept { return token_; }
    [[nodiscard]] constexpr readiness ready() const noexcept { return ready_; }

    [[nodiscard]] constexpr bool is_readable() const noexcept {
        return ready_.contains(readiness::readable);
    }
    [[nodiscard]] constexpr bool is_writable() const noexcept {
        return ready_.contains(readiness::writable);
    }
    /// The peer has shut down its sending side (or both): after what is buffered comes the end.
    [[nodiscard]] constexpr bool is_read_closed() const noexcept {
        return ready_.contains(readiness::read_closed);
    }
    /// Writing is over: the connection is gone.
    [[nodiscard]] constexpr bool is_write_closed() const noexcept {
        return ready_.contains(readiness::write_closed);
    }
    [[nodiscard]] constexpr bool is_error() const noexcept {
        return ready_.contains(readiness::error);
    }
    [[nodiscard]] constexpr bool is_priority() const noexcept {
        return ready_.contains(readiness::priority);
    }

    friend constexpr bool operator==(const event&, const event&) noexcept = default;

private:
    minimio::token token_{};
    readiness ready_{};
};

static_assert(sizeof(event) == 16);

}  // namespace bounce::minimio
