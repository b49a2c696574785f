#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/base/result.hpp"
#include "bounce/minimio/stream_socket.hpp"

#include <optional>

namespace bounce::minimio {

/// A TCP connection.
///
///     result<tcp_stream> s = tcp_stream::connect(address);    // starts, does not wait
///     // … register for writable, wait for the event, then:
///     result<void> connected = s->connect_result();
class tcp_stream : public stream_socket {
public:
    /// Holds no socket: operations fail with EBADF.
    tcp_stream() noexcept = default;

    /// Starts to connect. Success means that it has begun; the outcome is known when the socket becomes
    /// writable (or reports an error), and `connect_result()` tells it.
    /// Errors: those known at once, such as EMFILE or ENETUNREACH; `invalid_argument` for the address
    /// of a Unix socket.
    [[nodiscard]] static result<tcp_stream> connect(const socket_address& to);
    /// The same from a local address of the caller's choice.
    [[nodiscard]] static result<tcp_stream> connect(const socket_address& to,
                                                    const socket_address& from);

    /// The outcome of `connect`: success, `would_block` while it is under way, or the reason for its
    /// failure ("connect 127.0.0.1:80: Connection refused"), which is reported once.
    result<void> connect_result();

    /// Takes over a connected descriptor and makes it non-blocking and closed on exec. On failure the
    /// descriptor stays the caller's. Errors: EBADF, ENOTSOCK, ENOTCONN.
    [[nodiscard]] static result<tcp_stream> from_raw(raw_source connected);

    /// Whether small writes go out at once instead of being gathered (TCP_NODELAY).
    result<void> set_nodelay(bool on);
    [[nodiscard]] result<bool> nodelay() const;

    /// Probes an idle connection after this long, at least 1 s; nothing turns probing off.
    result<void> set_keepalive(std::optional<seconds> idle);
    [[nodiscard]] result<bool> keepalive() const;

    /// Hops that packets may take, 1 to 255 (IPv6: the hop limit).
    result<void> set_ttl(unsigned hops);
    [[nodiscard]] result<unsigned> ttl() const;

    /// What closing does while written data has not been sent: nothing is the usual (sent in the
    /// background); zero drops it and resets the connection.
    result<void> set_linger(std::optional<seconds> wait);

private:
    friend class tcp_listener;
    using stream_socket::stream_socket;
};

}  // namespace bounce::minimio
