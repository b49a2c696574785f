#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/minimio/received.hpp"
#include "bounce/minimio/socket.hpp"
#include "bounce/minimio/socket_address.hpp"

#include <cstddef>
#include <utility>

namespace bounce::minimio {

/// A socket that sends and receives messages: what udp_socket and unix_datagram share. A message is
/// sent whole or not at all; one that is longer than the receiver's buffer is cut.
class datagram_socket : public socket {
public:
    /// Errors: `would_block`; EMSGSIZE for a message that is too long; and what the system learnt about
    /// earlier messages (ECONNREFUSED).
    [[nodiscard]] result<std::size_t> send_to(bytes_view message, const socket_address& to);
    /// Errors: `would_block`, the system's.
    [[nodiscard]] result<received> receive_from(bytes_span into);

    /// Sets the peer: `send` goes to it, and only its messages are received. Does not wait.
    result<void> connect(const socket_address& to);
    /// To the connected peer. Errors: also EDESTADDRREQ or ENOTCONN if there is none.
    [[nodiscard]] result<std::size_t> send(bytes_view message);
    /// The size of the next message, or of as much of it as fits. A message may be empty.
    [[nodiscard]] result<std::size_t> receive(bytes_span into);

    /// Errors: ENOTCONN.
    [[nodiscard]] result<socket_address> peer_address() const;

protected:
    datagram_socket() noexcept = default;
    explicit datagram_socket(unique_source owned) noexcept : socket{std::move(owned)} {}
    datagram_socket(datagram_socket&&) noexcept = default;
    datagram_socket& operator=(datagram_socket&&) noexcept = default;
    ~datagram_socket() = default;
};

}  // namespace bounce::minimio
