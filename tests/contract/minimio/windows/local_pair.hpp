#pragma once

#include "bounce/minimio/poll.hpp"
#include "bounce/minimio/tcp_listener.hpp"
#include "bounce/minimio/tcp_stream.hpp"

#include <utility>

namespace bounce::minimio::testing {

/// Both ends of a connection within this machine. Windows has no unnamed pairs.
inline std::pair<tcp_stream, tcp_stream> local_pair() {
    tcp_listener listener = tcp_listener::bind(socket_address::loopback_ipv4(0)).value();
    tcp_stream first = tcp_stream::connect(listener.local_address().value()).value();
    poll waiter = poll::create().value();
    const registration r =
        waiter.registry().add(listener.source(), token{1}, interest::readable).value();
    events ready{1};
    waiter.wait(ready, std::nullopt).value();
    tcp_stream second = listener.accept().value();
    first.set_nodelay(true).value();
    second.set_nodelay(true).value();
    return {std::move(first), std::move(second)};
}

}  // namespace bounce::minimio::testing
