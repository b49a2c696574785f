#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/datagram_socket.hpp"
#include "bounce/minimio/listen_options.hpp"

#include <cstdint>

namespace bounce::minimio {

/// A UDP socket.
class udp_socket : public datagram_socket {
public:
    /// Holds no socket.
    udp_socket() noexcept = default;

    /// A socket bound to `at`; port 0 lets the system choose. Of the options, `reuse_address` is not
    /// used (on UDP it would let two programs steal each other's messages), nor is the backlog.
    /// Errors, with the address: EADDRINUSE, EADDRNOTAVAIL, EMFILE, …; `invalid_argument` for the
    /// address of a Unix socket.
    [[nodiscard]] static result<udp_socket> bind(const socket_address& at,
                                                 const listen_options& how = {});

    /// Takes over a descriptor and makes it non-blocking and closed on exec. On failure it stays the
    /// caller's.
    [[nodiscard]] static result<udp_socket> from_raw(raw_source owned);

    /// Whether messages may go to a broadcast address (otherwise EACCES).
    result<void> set_broadcast(bool on);
    /// Hops that packets may take, 1 to 255 (IPv6: the hop limit).
    result<void> set_ttl(unsigned hops);
    [[nodiscard]] result<unsigned> ttl() const;

    /// Receives what is sent to `group` (its port is not used) on the interface with this index;
    /// 0 lets the system choose.
    result<void> join_multicast(const socket_address& group, std::uint32_t interface_index = 0);
    result<void> leave_multicast(const socket_address& group, std::uint32_t interface_index = 0);

private:
    using datagram_socket::datagram_socket;
};

}  // namespace bounce::minimio
