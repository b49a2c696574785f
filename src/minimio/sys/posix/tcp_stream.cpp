#include "bounce/minimio/tcp_stream.hpp"

#include "minimio/sys/posix/keepalive.hpp"
#include "minimio/sys/posix/socket_calls.hpp"

#include "bounce/base/errc.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

#include <utility>

namespace bounce::minimio {

namespace {

result<void> start(const unique_source& opened, const socket_address& to) {
    const sys::native_address native{to};
    // Interrupted counts as begun: the attempt goes on, and a second call would fail.
    if (::connect(opened.get().fd, native.get(), native.size()) == 0 || errno == EINPROGRESS ||
        errno == EINTR)
        return {};
    return error::last_system_error().in("connect", to.to_string());
}

result<unique_source> open_for(const socket_address& to) {
    if (result<void> fits = sys::expect_ip(to, "connect a TCP stream to"); !fits)
        return std::move(fits).error();
    result<unique_source> opened = sys::open_socket(sys::native_family(to.family()), SOCK_STREAM);
    if (!opened) return std::move(opened).error().in("connect", to.to_string());
    return opened;
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
    result<int> kept = sys::option(source(), SOL_SOCKET, SO_ERROR, "connect");
    if (!kept) return std::move(kept).error();
    if (*kept != 0)
        return error{*kept, std::system_category()}.in("connect", peer_address().to_string());
    result<sys::native_address> peer = sys::peer_name(source());
    if (peer) return {};
    if (peer.error() != std::errc::not_connected) return std::move(peer).error();
    // No error, no peer: either still under way, or failed and the reason was taken before.
    pollfd ask{source().fd, POLLOUT, 0};
    if (::poll(&ask, 1, 0) == 0) return errc::would_block;
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
    if (idle)
        if (result<void> set = sys::set_keepalive_idle(source(), *idle); !set) return set;
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
    value.l_linger = wait ? static_cast<int>(wait->count()) : 0;
    return sys::set_option(source(), SOL_SOCKET, SO_LINGER, value, "SO_LINGER");
}

}  // namespace bounce::minimio
