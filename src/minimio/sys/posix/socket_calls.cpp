#include "minimio/sys/posix/socket_calls.hpp"

#include "minimio/sys/posix/fresh.hpp"
#include "minimio/sys/posix/local_names.hpp"

#include "bounce/base/errc.hpp"

#include <netinet/in.h>

#include <algorithm>

namespace bounce::minimio::sys {

result<unique_source> open_socket(int family, int type) {
    unique_source opened{fresh_socket(family, type)};
    if (!opened) return error::last_system_error().in("open a socket");
    return opened;
}

result<std::pair<unique_source, unique_source>> open_pair(int type) {
    int ends[2];
    if (fresh_pair(type, ends) != 0) return error::last_system_error().in("open a pair of sockets");
    return std::pair{unique_source{ends[0]}, unique_source{ends[1]}};
}

result<accepted> accept(raw_source listener, std::string_view operation) {
    accepted got;
    int fd = -1;
    do {
        got.from = native_address{};
        fd = fresh_accept(listener.fd, got.from.get(), got.from.size_to_fill());
    } while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
    if (fd >= 0) {
        got.source = unique_source{fd};
        return got;
    }
    if (would_block(errno)) return errc::would_block;
    const error why = error::last_system_error();
    result<native_address> at = local_name(listener);
    return why.in(operation, at ? at->portable().to_string() : describe(listener));
}

result<void> bind(raw_source source, const socket_address& at) {
    const native_address native{at};
    if (::bind(source.fd, native.get(), native.size()) == 0) return {};
    return error::last_system_error().in("bind", at.to_string());
}

result<void> listen(raw_source source, const socket_address& at, int backlog) {
    if (::listen(source.fd, std::max(backlog, 1)) == 0) return {};
    return error::last_system_error().in("listen", at.to_string());
}

result<void> apply(raw_source source, const socket_address& at, const listen_options& how) {
    if (how.reuse_address)
        if (result<void> set = set_option(source, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR");
            !set)
            return set;
    if (how.reuse_port)
        if (result<void> set = set_option(source, SOL_SOCKET, SO_REUSEPORT, 1, "SO_REUSEPORT");
            !set)
            return set;
    if (at.family() != address_family::ipv6) return {};
    return set_option(source, IPPROTO_IPV6, IPV6_V6ONLY, how.only_ipv6 ? 1 : 0, "IPV6_V6ONLY");
}

result<native_address> local_name(raw_source source) {
    native_address name;
    if (::getsockname(source.fd, name.get(), name.size_to_fill()) == 0) return name;
    return error::last_system_error().in("local address of", describe(source));
}

result<native_address> peer_name(raw_source source) {
    native_address name;
    if (::getpeername(source.fd, name.get(), name.size_to_fill()) == 0) return name;
    return error::last_system_error().in("peer address of", describe(source));
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
    if (is_nameable(address)) return {};
    return error{address.is_abstract() ? errc::unsupported : errc::limit_exceeded}.in(
        operation, address.to_string());
}

result<int> option(raw_source source, int level, int name, std::string_view option) {
    int value = 0;
    socklen_t size = sizeof value;
    if (::getsockopt(source.fd, level, name, &value, &size) == 0) return value;
    return error::last_system_error().in(option, describe(source));
}

result<void> set_hops(raw_source source, unsigned hops) {
    result<native_address> name = local_name(source);
    if (!name) return std::move(name).error();
    const int value = static_cast<int>(std::min(hops, 256U));  // 256 is refused by the system
    if (name->family() == AF_INET6)
        return set_option(source, IPPROTO_IPV6, IPV6_UNICAST_HOPS, value, "IPV6_UNICAST_HOPS");
    return set_option(source, IPPROTO_IP, IP_TTL, value, "IP_TTL");
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
