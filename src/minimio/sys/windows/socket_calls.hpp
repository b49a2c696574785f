#pragma once

#include "minimio/sys/windows/descriptor.hpp"
#include "minimio/sys/windows/native_address.hpp"

#include "bounce/base/result.hpp"
#include "bounce/minimio/listen_options.hpp"
#include "bounce/minimio/raw_source.hpp"
#include "bounce/minimio/socket_address.hpp"
#include "bounce/minimio/unique_source.hpp"

#include <winsock2.h>

#include <string_view>

namespace bounce::minimio::sys {

// Every socket made here is non-blocking, and child processes do not inherit it. A family that the
// system lacks is `unsupported`.
[[nodiscard]] result<unique_source> open_socket(int family, int type);

struct accepted {
    unique_source source;
    native_address from;
};
// The next connection of a listener; passes over those that were given up.
[[nodiscard]] result<accepted> accept(raw_source listener, std::string_view operation);

[[nodiscard]] result<void> bind(raw_source source, const socket_address& at);
[[nodiscard]] result<void> listen(raw_source source, const socket_address& at, int backlog);
// The options that concern a socket before it is bound.
[[nodiscard]] result<void> apply(raw_source source, const socket_address& at,
                                 const listen_options& how);

[[nodiscard]] result<native_address> local_name(raw_source source);
[[nodiscard]] result<native_address> peer_name(raw_source source);

// Fails unless the descriptor is a socket of this type.
[[nodiscard]] result<void> expect_type(raw_source source, int type);
// Fails unless the descriptor is a listening stream socket; makes it non-blocking, closed on exec.
[[nodiscard]] result<void> take_over_listener(raw_source source);

[[nodiscard]] result<void> expect_ip(const socket_address& address, std::string_view operation);
// Also refuses abstract names: `unsupported`.
[[nodiscard]] result<void> expect_local(const socket_address& address, std::string_view operation);

template <class Value>
[[nodiscard]] result<void> set_option(raw_source source, int level, int name, const Value& value,
                                      std::string_view option) {
    if (::setsockopt(as_socket(source), level, name, reinterpret_cast<const char*>(&value),
                     static_cast<int>(sizeof value)) == 0)
        return {};
    return failed(option, source);
}

[[nodiscard]] result<int> option(raw_source source, int level, int name, std::string_view option);

// IP_TTL or IPV6_UNICAST_HOPS, by the family of the socket.
[[nodiscard]] result<void> set_hops(raw_source source, unsigned hops);
[[nodiscard]] result<unsigned> hops(raw_source source);

}  // namespace bounce::minimio::sys
