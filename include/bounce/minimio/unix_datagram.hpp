#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/datagram_socket.hpp"

#include <utility>

namespace bounce::minimio {

/// Messages between processes of one machine: in order, and none is lost (a full receiver is
/// `would_block`).
class unix_datagram : public datagram_socket {
public:
    /// Holds no socket.
    unix_datagram() noexcept = default;

    /// A socket at a path. Errors as of `unix_listener::bind`.
    [[nodiscard]] static result<unix_datagram> bind(const socket_address& at);
    /// A socket without a name, which can send and cannot be answered.
    [[nodiscard]] static result<unix_datagram> unbound();
    /// Two sockets connected to each other.
    [[nodiscard]] static result<std::pair<unix_datagram, unix_datagram>> pair();

    /// Takes over a descriptor and makes it non-blocking and closed on exec. On failure it stays the
    /// caller's.
    [[nodiscard]] static result<unix_datagram> from_raw(raw_source owned);

private:
    using datagram_socket::datagram_socket;
};

}  // namespace bounce::minimio
