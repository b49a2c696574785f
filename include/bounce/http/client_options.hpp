#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/base/limits.hpp"
#include "bounce/http/headers.hpp"

#include <cstddef>

namespace bounce::http {

/// How a client asks. The defaults of all limits come from `bounce::limits`.
struct client_options {
    client_options() {}  // NOLINT(modernize-use-equals-default): g++ 12

    /// Until a connection stands, name resolution included.
    nanoseconds connect_timeout = limits::http_connect_timeout;
    /// Until the whole answer is there, redirects and connecting included; of `open`, until its head is.
    nanoseconds timeout = limits::http_request_timeout;
    /// Between two pieces of a streamed body.
    nanoseconds body_timeout = limits::http_body_timeout;

    /// Bytes and fields of the head of a response.
    std::size_t max_header_bytes = limits::http_header_bytes;
    std::size_t max_header_fields = limits::http_header_fields;
    /// Bytes of a body that is gathered. A streamed one has no limit.
    std::size_t max_body_bytes = limits::http_body_bytes;

    /// Redirects that are followed for one request; 0: the redirect itself is the answer.
    unsigned max_redirects = limits::http_redirects;

    /// Connections kept for further requests, in all and to one server, and for how long.
    std::size_t max_idle_connections = limits::http_idle_connections;
    std::size_t max_idle_connections_per_host = limits::http_idle_connections_per_host;
    nanoseconds idle_timeout = limits::http_client_idle_timeout;

    /// Sent with every request that has no field of the same name.
    http::headers headers{{"User-Agent", "bounce"}, {"Accept", "*/*"}};
};

}  // namespace bounce::http
