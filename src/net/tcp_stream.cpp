#include "bounce/net/tcp_stream.hpp"

#include "bounce/net/detail/connection_access.hpp"
#include "bounce/net/detail/tcp_attempts.hpp"

#include <utility>

namespace bounce::net {

namespace {

using connection_pointer = std::shared_ptr<detail::tcp_connection>;

[[nodiscard]] detail::tcp_connection& checked(const connection_pointer& connection) noexcept {
    BOUNCE_ASSERT(connection != nullptr, "this end of a TCP connection was closed or moved away");
    return *connection;
}

operation<std::size_t> read(detail::tcp_connection& c, bytes_span into) {
    for (;;) {
        auto count = co_await detail::read_attempt(c, into);
        if (count || count.error() != errc::would_block) co_return count;
    }
}

operation<void> read_exactly(detail::tcp_connection& c, bytes_span into) {
    while (!into.empty()) {
        auto count = co_await detail::read_attempt(c, into);
        if (count) {
            if (*count == 0)
                co_return error{errc::end_of_input}.in("read", c.socket.peer_address().to_string());
            into = into.subspan(*count);
        } else if (count.error() != errc::would_block) {
            co_return std::move(count).error();
        }
    }
    co_return {};
}

operation<void> write_one(detail::tcp_connection& c, bytes_view from) {
    const std::span<const bytes_view> one{&from, 1};
    while (!from.empty()) {
        auto written = co_await detail::write_attempt(c, one);
        if (written) {
            from = from.subspan(*written);
        } else if (written.error() != errc::would_block) {
            co_return std::move(written).error();
        }
    }
    co_return {};
}

result<void> shutdown_write(detail::tcp_connection& c) {
    return c.socket.shutdown(minimio::shutdown_side::write);
}

}  // namespace

result<tcp_stream> tcp_stream::adopt(minimio::tcp_stream socket) {
    auto connection = detail::tcp_connection::make(std::move(socket));
    if (!connection) return std::move(connection).error();
    return tcp_stream{*std::move(connection)};
}

operation<std::size_t> tcp_stream::read(bytes_span into) {
    return net::read(checked(connection_), into);
}
operation<void> tcp_stream::read_exactly(bytes_span into) {
    return net::read_exactly(checked(connection_), into);
}
operation<void> tcp_stream::write_all(bytes_view from) {
    return write_one(checked(connection_), from);
}
operation<void> tcp_stream::write_all(std::span<bytes_view> pieces) {
    return detail::write_pieces(checked(connection_), pieces);
}
result<void> tcp_stream::shutdown_write() { return net::shutdown_write(checked(connection_)); }

const minimio::socket_address& tcp_stream::peer_address() const noexcept {
    return checked(connection_).socket.peer_address();
}
result<minimio::socket_address> tcp_stream::local_address() const {
    return checked(connection_).socket.local_address();
}
result<void> tcp_stream::set_nodelay(bool on) {
    return checked(connection_).socket.set_nodelay(on);
}
result<void> tcp_stream::set_keepalive(std::optional<seconds> idle) {
    return checked(connection_).socket.set_keepalive(idle);
}
result<void> tcp_stream::set_linger(std::optional<seconds> wait) {
    return checked(connection_).socket.set_linger(wait);
}

std::pair<tcp_read_half, tcp_write_half> tcp_stream::split() && {
    tcp_read_half reads{connection_};
    return {std::move(reads), tcp_write_half{std::move(connection_)}};
}

operation<std::size_t> tcp_read_half::read(bytes_span into) {
    return net::read(checked(connection_), into);
}
operation<void> tcp_read_half::read_exactly(bytes_span into) {
    return net::read_exactly(checked(connection_), into);
}
const minimio::socket_address& tcp_read_half::peer_address() const noexcept {
    return checked(connection_).socket.peer_address();
}

operation<void> tcp_write_half::write_all(bytes_view from) {
    return write_one(checked(connection_), from);
}
operation<void> tcp_write_half::write_all(std::span<bytes_view> pieces) {
    return detail::write_pieces(checked(connection_), pieces);
}
result<void> tcp_write_half::shutdown_write() { return net::shutdown_write(checked(connection_)); }
const minimio::socket_address& tcp_write_half::peer_address() const noexcept {
    return checked(connection_).socket.peer_address();
}

}  // namespace bounce::net
