#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/clock.hpp"
#include "bounce/base/result.hpp"
#include "bounce/minimio/socket_address.hpp"
#include "bounce/minimio/tcp_stream.hpp"
#include "bounce/net/tcp_read_half.hpp"
#include "bounce/net/tcp_write_half.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>

namespace bounce::net {

namespace detail {
struct tcp_connection;
struct connection_access;
}  // namespace detail

/// A TCP connection: from `net::connect` or `tcp_listener::accept`.
///
///     net::tcp_stream s = co_await co_await net::connect("example.org", 80);
///     co_await co_await s.write_all(as_bytes("GET / HTTP/1.0\r\n\r\n"));
///     std::array<std::byte, 4096> buffer;
///     while (std::size_t n = co_await co_await s.read(buffer)) use(std::span{buffer}.first(n));
///
/// Buffers are borrowed: they and the stream must stay valid until the operation has completed, which
/// it also does soon after it was cancelled. One read and one write may be under way at the same time;
/// two reads, or two writes, may not.
///
/// Threads: made and used within a runtime; the stream may wander between workers. What waits for it
/// goes on at the worker that it was made on, whose poll has it.
///
/// Errors name the operation and the peer: "read 10.0.0.7:443: Connection reset by peer". Writing to a
/// peer that has gone is an error (EPIPE), never a signal. When the runtime shuts down: `closed`.
class tcp_stream {
public:
    /// Holds no connection: only assigning, destroying and `is_open` are allowed.
    tcp_stream() noexcept = default;

    /// A socket of minimio's, registered with the worker of this thread from here on.
    /// Errors: those of `register_io`; the socket is closed then.
    [[nodiscard]] static result<tcp_stream> adopt(minimio::tcp_stream socket);

    [[nodiscard]] bool is_open() const noexcept { return connection_ != nullptr; }

    /// Reads at least one byte and at most `into.size()`; gives how many. 0 is the end of the stream (or
    /// an empty `into`).
    ///
    /// Cancellation: at once, no byte is lost.
    [[nodiscard]] operation<std::size_t> read(bytes_span into);

    /// Fills `into`. Errors: `end_of_input` if the stream ends before. Cancellation or an error in
    /// between loses what was read.
    [[nodiscard]] operation<void> read_exactly(bytes_span into);

    /// Writes all bytes. Complete means that the system has taken them, not that the peer has them.
    ///
    /// Cancellation: at once; the first part of the bytes may have been written.
    [[nodiscard]] operation<void> write_all(bytes_view from);

    /// The same for several pieces, with as few system calls as possible. The array is borrowed, too,
    /// and changed on the way.
    [[nodiscard]] operation<void> write_all(std::span<bytes_view> pieces);

    /// Nothing more will be written: the peer reads the end of the stream after what was. Reading goes
    /// on. Errors: ENOTCONN if the peer has reset the connection.
    result<void> shutdown_write();

    /// Closes the connection now instead of with the object. No operation may be under way.
    void close() noexcept { connection_.reset(); }

    [[nodiscard]] const minimio::socket_address& peer_address() const noexcept;
    [[nodiscard]] result<minimio::socket_address> local_address() const;

    /// Whether small writes go out at once instead of being gathered (TCP_NODELAY). `connect` and
    /// `accept` turn it on.
    result<void> set_nodelay(bool on);
    /// Probes an idle connection after this long, at least 1 s; nothing turns probing off.
    result<void> set_keepalive(std::optional<seconds> idle);
    /// Zero: closing drops what was not sent and resets the connection.
    result<void> set_linger(std::optional<seconds> wait);

    /// The two directions as objects of their own, for two tasks. The connection is closed when both
    /// are gone; dropping the writing half alone does not end the stream for the peer (`shutdown_write`
    /// does).
    [[nodiscard]] std::pair<tcp_read_half, tcp_write_half> split() &&;

private:
    friend struct detail::connection_access;
    explicit tcp_stream(std::shared_ptr<detail::tcp_connection> connection) noexcept
        : connection_{std::move(connection)} {}

    std::shared_ptr<detail::tcp_connection> connection_;
};

}  // namespace bounce::net
