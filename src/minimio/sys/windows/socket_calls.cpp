#include "minimio/sys/windows/socket_calls.hpp"

#include "bounce/base/errc.hpp"

#include <windows.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <utility>

namespace bounce::minimio::sys {

namespace {

result<void> set_non_blocking(raw_source source) {
    u_long on = 1;
    if (::ioctlsocket(as_socket(source), static_cast<long>(FIONBIO), &on) == 0) return {};
    return last_socket_error();
}

}  // namespace

result<unique_source> open_socket(int family, int type) {
    if (result<void> started = start_winsock(); !started)
        return std::move(started).error().in("start Winsock");
    const SOCKET made =
        ::WSASocketW(family, type, 0, nullptr, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    if (made == INVALID_SOCKET) {
        if (::WSAGetLastError() == WSAEAFNOSUPPORT)
            return error{errc::unsupported}.in("open a socket of this family");
        return last_socket_error().in("open a socket");
    }
    unique_source opened{as_source(made)};
    if (result<void> set = set_non_blocking(opened.get()); !set)
        return std::move(set).error().in("open a socket");
    return opened;
}

result<accepted> accept(raw_source listener, std::string_view operation) {
    accepted got;
    SOCKET made = INVALID_SOCKET;
    do {
        got.from = native_address{};
        made = ::accept(as_socket(listener), got.from.get(), got.from.size_to_fill());
    } while (made == INVALID_SOCKET && ::WSAGetLastError() == WSAECONNRESET);
    if (made != INVALID_SOCKET) {
        got.source = unique_source{as_source(made)};
        // Windows has no call that accepts a handle which is not inheritable from the start.
        if (result<void> ready = prepare(got.source.get()); !ready) return std::move(ready).error();
        return got;
    }
    const error why = failed("accept on", listener);
    if (why == errc::would_block) return why;
    result<native_address> at = local_name(listener);
    return at ? error{why.code()}.in(operation, at->portable().to_string()) : why;
}

result<void> bind(raw_source source, const socket_address& at) {
    const native_address native{at};
    if (::bind(as_socket(source), native.get(), native.size()) == 0) return {};
    return last_socket_error().in("bind", at.to_string());
}

result<void> listen(raw_source source, const socket_address& at, int backlog) {
    if (::listen(as_socket(source), std::max(backlog, 1)) == 0) return {};
    return last_socket_error().in("listen", at.to_string());
}

// SO_REUSEADDR would let any program take the address over on Windows. What POSIX systems mean by it is
// how Windows behaves anyway, and exclusive use keeps the others out.
result<void> apply(raw_source source, const socket_address& at, const listen_options& how) {
    if (how.reuse_port) return error{errc::unsupported}.in("SO_REUSEPORT", at.to_string());
    if (result<void> set =
            set_option(source, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1, "SO_EXCLUSIVEADDRUSE");
        !set)
        return set;
    if (at.family() != address_family::ipv6) return {};
    return set_option(source, IPPROTO_IPV6, IPV6_V6ONLY, how.only_ipv6 ? 1 : 0, "IPV6_V6ONLY");
}

result<native_address> local_name(raw_source source) {
    native_address name;
    if (::getsockname(as_socket(source), name.get(), name.size_to_fill()) == 0) return name;
    // A socket that was never bound has the address of nobody; Windows calls that an error.
    if (::WSAGetLastError() == WSAEINVAL) return native_address{};
    return failed("local address of", source);
}

result<native_address> peer_name(raw_source source) {
    native_address name;
    if (::getpeername(as_socket(source), name.get(), name.size_to_fill()) == 0) return name;
    return failed("peer address of", source);
}

result<void> expect_type(raw_source source, int type) {
    result<int> actual = option(source, SOL_SOCKET, SO_TYPE, "take over");
    if (!actual) return std::move(actual).error();
    if (*actual == type) return {};
    return error{errc::invalid_argument}.in("take over a socket of another type", describe(source));
}

result<void> take_over_listener(raw_source source) {
    if (result<void> fits = expect_type(source, SOCK_STREAM); !fits) return fits;
    result<int> listens = option(source, SOL_SOCKET, SO_ACCEPTCONN, "take over");
    if (!listens) return std::move(listens).error();
    if (*listens == 0)
        return error{errc::invalid_argument}.in("take over a socket that does not listen",
                                                describe(source));
    return prepare(source);
}

result<void> expect_ip(const socket_address& address, std::string_view operation) {
    if (address.is_ip()) return {};
    return error{errc::invalid_argument}.in(operation, address.to_string());
}

result<void> expect_local(const socket_address& address, std::string_view operation) {
    if (address.is_ip() || address.is_unnamed())
        return error{errc::invalid_argument}.in(operation, address.to_string());
    if (address.is_abstract()) return error{errc::unsupported}.in(operation, address.to_string());
    return {};
}

result<int> option(raw_source source, int level, int name, std::string_view option) {
    int value = 0;
    int size = sizeof value;
    if (::getsockopt(as_socket(source), level, name, reinterpret_cast<char*>(&value), &size) == 0)
        return value;
    return failed(option, source);
}

result<void> set_hops(raw_source source, unsigned hops) {
    result<native_address> name = local_name(source);
    if (!name) return std::move(name).error();
    const bool six = name->family() == AF_INET6;
    const std::string_view option = six ? "IPV6_UNICAST_HOPS" : "IP_TTL";
    if (hops < 1 || hops > 255)
        return error{WSAEINVAL, winsock_category()}.in(option, describe(source));
    const int value = static_cast<int>(hops);
    if (six) return set_option(source, IPPROTO_IPV6, IPV6_UNICAST_HOPS, value, option);
    return set_option(source, IPPROTO_IP, IP_TTL, value, option);
}

result<unsigned> hops(raw_source source) {
    result<native_address> name = local_name(source);
    if (!name) return std::move(name).error();
    result<int> value = name->family() == AF_INET6
                            ? option(source, IPPROTO_IPV6, IPV6_UNICAST_HOPS, "IPV6_UNICAST_HOPS")
                            : option(source, IPPROTO_IP, IP_TTL, "IP_TTL");
    if (!value) return std::move(value).error();
    return static_cast<unsigned>(*value);
}

}  // namespace bounce::minimio::sys
