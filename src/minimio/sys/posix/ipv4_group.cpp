#include "minimio/sys/posix/ipv4_group.hpp"

#include "minimio/sys/posix/socket_calls.hpp"

#include <netinet/in.h>

#include <cstring>

namespace bounce::minimio::sys {

result<void> change_ipv4_group(raw_source source, const socket_address& group,
                               std::uint32_t interface_index, int option) {
    ip_mreqn request{};
    std::memcpy(&request.imr_multiaddr, group.ip_bytes().data(), 4);
    request.imr_ifindex = static_cast<int>(interface_index);
    return set_option(source, IPPROTO_IP, option, request, "multicast membership of");
}

}  // namespace bounce::minimio::sys
