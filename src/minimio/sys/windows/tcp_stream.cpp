#include "bounce/minimio/tcp_stream.hpp"

#include "minimio/sys/windows/socket_calls.hpp"

#include "bounce/base/errc.hpp"

#include <mstcpip.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <utility>

namespace bounce::minimio {

namespace {

result<void> start(const unique_source& opened, const socket_address& to) {
    const sys::native_address native{to};
    if (::connect(sys::as_socket(opened.get()), native.get(), native.size()) == 0 ||
        ::WSAGetLastError() == WSAEWOULDBLOCK)
        return {};
    return sys::last_socket_error().in("connect", to.to_string());
}

result<unique_source> open_for(const socket_address& to) {
    if (result<void> fits = sys::expect_ip(to, "connect a TCP stream to"); !fits)
        return std::move(fits).error();
    result<unique_source> opened = sys::open_socket(sys::native_family(to.family()), SOCK_STREAM);
    if (!opened) return std::move(opened).error().in("connect", to.to_string());
    return opened;
}

// Whether an attempt to connect has come to its end, well or badly.
bool has_ended(raw_source source) noexcept {
    fd_set writable{1, {sys::as_socket(source)}};
    fd_set failed = writable;
    timeval at_once{};
    return ::select(0, nullptr, &writable, &failed, &at_once) != 0;
}

}  // namespace

result<tcp_stream> tcp_stream::connect(const socket_address& to) {
    result<unique_source> opened = open_for(to);
    if (!opened) return std::move(opened).error();
    if (result<void> started = start(*opened, to); !started) return std::move(started).error();
    return tcp_stream{std::move(*opened), to};
}

result<tcp_stream> tcp_stream::connect(const socket_address& to, const socket_address& from) {
    result<unique_source> opened = open_for(to);
    if (!opened) return std::move(opened).error();
    if (result<void> bound = sys::bind(opened->get(), from); !bound)
        return std::move(bound).error();
    if (result<void> started = start(*opened, to); !started) return std::move(started).error();
    return tcp_stream{std::move(*opened), to};
}

result<void> tcp_stream::connect_result() {
    // Asked first: SO_ERROR may hold the end of an attempt only once select has told it.
    const bool ended = has_ended(source());
    result<int> kept = sys::option(source(), SOL_SOCKET, SO_ERROR, "connect");
    if (!kept) return std::move(kept).error();
    if (*kept != 0)
        return error{*kept, sys::winsock_category()}.in("connect", peer_address().to_string());
    result<sys::native_address> peer = sys::peer_name(source());
    if (peer) return {};
    if (peer.error() != std::errc::not_connected) return std::move(peer).error();
    // No error, no peer: either still under way, or failed and the reason was taken before.
    if (!ended) return errc::would_block;
    return error{std::errc::not_connected}.in("connect", peer_address().to_string());
}

result<tcp_stream> tcp_stream::from_raw(raw_source connected) {
    result<void> fits = sys::expect_type(connected, SOCK_STREAM);
    if (!fits) return std::move(fits).error();
    result<sys::native_address> peer = sys::peer_name(connected);
    if (!peer) return std::move(peer).error();
    if (result<void> ready = sys::prepare(connected); !ready) return std::move(ready).error();
    return tcp_stream{unique_source{connected}, peer->portable()};
}

result<void> tcp_stream::set_nodelay(bool on) {
    return sys::set_option(source(), IPPROTO_TCP, TCP_NODELAY, on ? 1 : 0, "TCP_NODELAY");
}

result<bool> tcp_stream::nodelay() const {
    return sys::option(source(), IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY").transform([](int value) {
        return value != 0;
    });
}

result<void> tcp_stream::set_keepalive(std::optional<seconds> idle) {
    if (idle) {
        constexpr seconds longest{24 * 24 * 3600};  // in milliseconds it fits into 31 bits
        if (*idle < seconds{1})
            return error{WSAEINVAL, sys::winsock_category()}.in("SIO_KEEPALIVE_VALS",
                                                                sys::describe(source()));
        const auto wait = milliseconds{std::min(*idle, longest)}.count();
        tcp_keepalive values{1, static_cast<ULONG>(wait), 1000};
        DWORD size = 0;
        if (::WSAIoctl(sys::as_socket(source()), SIO_KEEPALIVE_VALS, &values, sizeof values,
                       nullptr, 0, &size, nullptr, nullptr) != 0)
            return sys::failed("SIO_KEEPALIVE_VALS", source());
    }
    return sys::set_option(source(), SOL_SOCKET, SO_KEEPALIVE, idle ? 1 : 0, "SO_KEEPALIVE");
}

result<bool> tcp_stream::keepalive() const {
    return sys::option(source(), SOL_SOCKET, SO_KEEPALIVE, "SO_KEEPALIVE").transform([](int value) {
        return value != 0;
    });
}

result<void> tcp_stream::set_ttl(unsigned hops) { return sys::set_hops(source(), hops); }
result<unsigned> tcp_stream::ttl() const { return sys::hops(source()); }

result<void> tcp_stream::set_linger(std::optional<seconds> wait) {
    linger value{};
    value.l_onoff = wait ? 1 : 0;
    const seconds most{0xffff};
    value.l_linger = wait ? static_cast<u_short>(std::min(*wait, most).count()) : u_short{0};
    return sys::set_option(source(), SOL_SOCKET, SO_LINGER, value, "SO_LINGER");
}

}  // namespace bounce::minimio
