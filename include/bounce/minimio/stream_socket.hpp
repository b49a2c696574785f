#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/minimio/shutdown_side.hpp"
#include "bounce/minimio/socket.hpp"
#include "bounce/minimio/socket_address.hpp"

#include <cstddef>
#include <span>
#include <utility>

namespace bounce::minimio {

/// A connected stream of bytes: what tcp_stream and unix_stream share.
///
/// Every operation does what can be done at once, possibly less than was asked, and gives the number of
/// bytes; if nothing can be done, `errc::would_block`.
class stream_socket : public socket {
public:
    /// Reads up to `into.size()` bytes; 0 means the end of the stream (or an empty `into`).
    /// Errors: `would_block`; the system's, such as ECONNRESET.
    [[nodiscard]] result<std::size_t> read(bytes_span into);
    /// As `read`, without taking the bytes out of the stream.
    [[nodiscard]] result<std::size_t> peek(bytes_span into);
    /// Writes the first bytes of `from`. Errors: `would_block`; the system's, such as EPIPE after the
    /// peer has gone or the write side was shut down.
    [[nodiscard]] result<std::size_t> write(bytes_view from);

    /// The same over several buffers with one system call; at most `vectors_max` of them are used.
    [[nodiscard]] result<std::size_t> readv(std::span<const bytes_span> into);
    [[nodiscard]] result<std::size_t> writev(std::span<const bytes_view> from);
    static constexpr std::size_t vectors_max = 64;

    /// Ends one direction or both; the descriptor stays open. Errors: ENOTCONN.
    result<void> shutdown(shutdown_side side);

    /// Who is at the other end, as known since connect or accept: no system call. Unix peers mostly
    /// have no name.
    [[nodiscard]] const socket_address& peer_address() const noexcept { return peer_; }

protected:
    stream_socket() noexcept = default;
    stream_socket(unique_source owned, socket_address peer) noexcept
        : socket{std::move(owned)}, peer_{std::move(peer)} {}
    stream_socket(stream_socket&&) noexcept = default;
    stream_socket& operator=(stream_socket&&) noexcept = default;
    ~stream_socket() = default;

private:
    socket_address peer_;
};

}  // namespace bounce::minimio
