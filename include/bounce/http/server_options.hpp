#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/base/error.hpp"
#include "bounce/base/limits.hpp"
#include "bounce/minimio/listen_options.hpp"
#include "bounce/minimio/socket_address.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace bounce::http {

/// How a server serves. The defaults of all limits come from `bounce::limits`.
struct server_options {
    server_options() noexcept {}  // NOLINT(modernize-use-equals-default): g++ 12

    /// Where to listen: on loopback, unless told otherwise. Port 0: the system chooses.
    minimio::socket_address address = minimio::socket_address::loopback_ipv4(8080);
    minimio::listen_options listen;

    /// Connections served at a time; more wait to be accepted.
    std::size_t max_connections = limits::http_connections;
    /// Requests on a connection before it is closed, at least 1.
    std::size_t max_requests_per_connection = limits::http_requests_per_connection;

    /// Bytes of a request line with all header fields (431), and of its target (414).
    std::size_t max_header_bytes = limits::http_header_bytes;
    std::size_t max_target_bytes = limits::http_target_bytes;
    /// Header fields of a request (431).
    std::size_t max_header_fields = limits::http_header_fields;
    /// Bytes that `request::read_body()` gathers (413). A body that is read in pieces has no limit.
    std::size_t max_body_bytes = limits::http_body_bytes;

    /// From the first byte of a header, or from the connection, to its last byte (408).
    nanoseconds header_timeout = limits::http_header_timeout;
    /// How long a client may pause while it sends a body (408) or takes a response. Time that the handler
    /// takes does not count.
    nanoseconds body_timeout = limits::http_body_timeout;
    /// What it must move meanwhile, on average: pauses use `body_timeout` up and these bytes earn it back,
    /// so that a client which sends a byte now and then does not hold a connection for ever. At least 1.
    std::uint32_t min_bytes_per_second = limits::http_bytes_per_second;
    /// Between two requests.
    nanoseconds idle_timeout = limits::http_idle_timeout;

    /// Told what nobody else can be told: errors of handlers and of streamed responses, headers that
    /// cannot be sent, connections that could not be accepted (once, until accepting works again).
    /// `where`: "GET /users". Called on a worker; must not throw. Default: a line on standard error.
    std::function<void(const error& why, std::string_view where)> on_error;
};

}  // namespace bounce::http
