#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/listen_options.hpp"
#include "bounce/minimio/socket.hpp"
#include "bounce/minimio/tcp_stream.hpp"

namespace bounce::minimio {

/// A TCP socket that takes connections.
///
///     result<tcp_listener> l = tcp_listener::bind(socket_address::loopback_ipv4(0));
///     l->local_address()->port();     // the port that the system chose
class tcp_listener : public socket {
public:
    /// Holds no socket.
    tcp_listener() noexcept = default;

    /// Binds and listens. Errors, with the address: EADDRINUSE, EACCES, EADDRNOTAVAIL, EMFILE, …;
    /// `invalid_argument` for the address of a Unix socket.
    [[nodiscard]] static result<tcp_listener> bind(const socket_address& at,
                                                   const listen_options& how = {});

    /// The next connection; `peer_address()` of it tells from where. A connection that was given up
    /// while it waited is passed over.
    /// Errors: `would_block`; EMFILE, ENFILE, ENOBUFS, ENOMEM, and then the connection still waits (on
    /// an edge-triggered registration no new event comes for it: try again when descriptors are free).
    [[nodiscard]] result<tcp_stream> accept();

    /// Takes over a listening descriptor and makes it non-blocking and closed on exec. On failure the
    /// descriptor stays the caller's.
    [[nodiscard]] static result<tcp_listener> from_raw(raw_source listening);

private:
    using socket::socket;
};

}  // namespace bounce::minimio
