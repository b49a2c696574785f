#pragma once

#include "bounce/base/limits.hpp"

namespace bounce::minimio {

/// How a listener listens. Set what differs from the defaults:
///
///     listen_options how;
///     how.reuse_port = true;
struct listen_options {
    listen_options() noexcept {}

    /// Connections that may wait to be accepted, at least 1; the system may keep fewer.
    int backlog = limits::listen_backlog;
    /// TCP: bind although connections of an earlier listener linger (SO_REUSEADDR).
    bool reuse_address = true;
    /// TCP: several listeners on one port, among which the system spreads connections (SO_REUSEPORT).
    bool reuse_port = false;
    /// TCP: whether a listener on an IPv6 address refuses IPv4 connections.
    bool only_ipv6 = false;
};

}  // namespace bounce::minimio
