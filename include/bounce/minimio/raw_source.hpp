#pragma once

#include "bounce/minimio/native_source.hpp"

namespace bounce::minimio {

/// The system's own name for something that can become ready; it owns nothing. On POSIX systems a file
/// descriptor: a socket, pipe, terminal, eventfd, timerfd, pidfd, inotify, …; not a regular file or a
/// directory, which are always ready and are refused with `errc::unsupported`. On Windows a socket; any
/// other handle is refused likewise.
///
/// Minimio's own sources (tcp_stream and so on) give theirs with `source()`. A descriptor from
/// elsewhere converts by itself; it should be non-blocking.
struct raw_source {
    native_source fd = -1;

    constexpr raw_source() noexcept = default;
    constexpr raw_source(native_source descriptor) noexcept  // NOLINT(google-explicit-constructor)
        : fd{descriptor} {}

    [[nodiscard]] constexpr bool valid() const noexcept { return fd >= 0; }

    friend constexpr bool operator==(raw_source, raw_source) noexcept = default;
};

}  // namespace bounce::minimio
