#include "bounce/minimio/udp_socket.hpp"

#include "minimio/sys/windows/socket_calls.hpp"

#include "bounce/base/errc.hpp"

#include <mswsock.h>
#include <ws2tcpip.h>

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
        return sys::set_option(source, IPPROTO_IPV6,
                               join ? IPV6_ADD_MEMBERSHIP : IPV6_DROP_MEMBERSHIP, request,
                               "multicast membership of");
    }
    ip_mreq request{};
    std::memcpy(&request.imr_multiaddr, group.ip_bytes().data(), 4);
    // An address 0.x.y.z names the interface with this number.
    request.imr_interface.s_addr = ::htonl(interface_index);
    return sys::set_option(source, IPPROTO_IP, join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP,
                           request, "multicast membership of");
}

// Windows would fail a later receive of an unconnected socket because somebody did not take a message.
void hear_of_no_refusals(raw_source source) noexcept {
    BOOL report = FALSE;
    DWORD size = 0;
    // Where it is not known, it does not happen either.
    static_cast<void>(::WSAIoctl(sys::as_socket(source), SIO_UDP_CONNRESET, &report, sizeof report,
                                 nullptr, 0, &size, nullptr, nullptr));
}

}  // namespace

result<udp_socket> udp_socket::bind(const socket_address& at, const listen_options& how) {
    if (result<void> fits = sys::expect_ip(at, "bind a UDP socket to"); !fits)
        return std::move(fits).error();
    result<unique_source> opened = sys::open_socket(sys::native_family(at.family()), SOCK_DGRAM);
    if (!opened) return std::move(opened).error().in("bind", at.to_string());
    if (result<void> set = sys::apply(opened->get(), at, how); !set) return std::move(set).error();
    if (result<void> bound = sys::bind(opened->get(), at); !bound) return std::move(bound).error();
    hear_of_no_refusals(opened->get());
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
