#include "bounce/minimio/udp_socket.hpp"

#include "minimio/sys/posix/ipv4_group.hpp"
#include "minimio/sys/posix/socket_calls.hpp"

#include "bounce/base/errc.hpp"

#include <netinet/in.h>

#include <cstring>
#include <utility>

namespace bounce::minimio {

namespace {

enum class membership { join, leave };

result<void> change(raw_source source, const socket_address& group, std::uint32_t interface_index,
                    membership how) {
    const bool join = how == membership::join;
    if (group.family() == address_family::ipv6) {
        ipv6_mreq request{};
        std::memcpy(&request.ipv6mr_multiaddr, group.ip_bytes().data(), 16);
        request.ipv6mr_interface = interface_index;
        return sys::set_option(source, IPPROTO_IPV6, join ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP,
                               request, "multicast membership of");
    }
    return sys::change_ipv4_group(source, group, interface_index,
                                  join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP);
}

}  // namespace

result<udp_socket> udp_socket::bind(const socket_address& at, const listen_options& how) {
    if (result<void> fits = sys::expect_ip(at, "bind a UDP socket to"); !fits)
        return std::move(fits).error();
    result<unique_source> opened = sys::open_socket(sys::native_family(at.family()), SOCK_DGRAM);
    if (!opened) return std::move(opened).error().in("bind", at.to_string());
    listen_options used = how;
    used.reuse_address = false;
    if (result<void> set = sys::apply(opened->get(), at, used); !set) return std::move(set).error();
    if (result<void> bound = sys::bind(opened->get(), at); !bound) return std::move(bound).error();
    return udp_socket{std::move(*opened)};
}

result<udp_socket> udp_socket::from_raw(raw_source owned) {
    result<void> fits = sys::expect_type(owned, SOCK_DGRAM);
    if (!fits) return std::move(fits).error();
    if (result<void> ready = sys::prepare(owned); !ready) return std::move(ready).error();
    return udp_socket{unique_source{owned}};
}

result<void> udp_socket::set_broadcast(bool on) {
    return sys::set_option(source(), SOL_SOCKET, SO_BROADCAST, on ? 1 : 0, "SO_BROADCAST");
}

result<void> udp_socket::set_ttl(unsigned hops) { return sys::set_hops(source(), hops); }
result<unsigned> udp_socket::ttl() const { return sys::hops(source()); }

result<void> udp_socket::join_multicast(const socket_address& group,
                                        std::uint32_t interface_index) {
    return change(source(), group, interface_index, membership::join)
        .in("join multicast group", group.to_string());
}
result<void> udp_socket::leave_multicast(const socket_address& group,
                                         std::uint32_t interface_index) {
    return change(source(), group, interface_index, membership::leave)
        .in("leave multicast group", group.to_string());
}

}  // namespace bounce::minimio
