#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/stream_socket.hpp"

#include <utility>

namespace bounce::minimio {

/// A connection between processes of one machine.
class unix_stream : public stream_socket {
public:
    /// Holds no socket: operations fail with EBADF.
    unix_stream() noexcept = default;

    /// Connects, at once. Errors: ENOENT or ECONNREFUSED (nobody listens there), EACCES, EMFILE;
    /// `would_block` when the listener's backlog is full: no event tells when it no longer is;
    /// `invalid_argument` for an address that is not `address_family::local`.
    [[nodiscard]] static result<unix_stream> connect(const socket_address& to);

    /// Two ends of one connection.
    [[nodiscard]] static result<std::pair<unix_stream, unix_stream>> pair();

    /// Takes over a connected descriptor and makes it non-blocking and closed on exec. On failure the
    /// descriptor stays the caller's.
    [[nodiscard]] static result<unix_stream> from_raw(raw_source connected);

private:
    friend class unix_listener;
    using stream_socket::stream_socket;
};

}  // namespace bounce::minimio
