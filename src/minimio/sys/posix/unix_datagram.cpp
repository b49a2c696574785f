#include "bounce/minimio/unix_datagram.hpp"

#include "minimio/sys/posix/socket_calls.hpp"

namespace bounce::minimio {

result<unix_datagram> unix_datagram::bind(const socket_address& at) {
    if (result<void> fits = sys::expect_local(at, "bind a Unix datagram socket to"); !fits)
        return std::move(fits).error();
    result<unix_datagram> opened = unbound();
    if (!opened) return std::move(opened).in("bind", at.to_string());
    if (result<void> bound = sys::bind(opened->source(), at); !bound)
        return std::move(bound).error();
    return opened;
}

result<unix_datagram> unix_datagram::unbound() {
    result<unique_source> opened = sys::open_socket(AF_UNIX, SOCK_DGRAM);
    if (!opened) return std::move(opened).error();
    return unix_datagram{std::move(*opened)};
}

result<std::pair<unix_datagram, unix_datagram>> unix_datagram::pair() {
    auto ends = sys::open_pair(SOCK_DGRAM);
    if (!ends) return std::move(ends).error();
    return std::pair{unix_datagram{std::move(ends->first)}, unix_datagram{std::move(ends->second)}};
}

result<unix_datagram> unix_datagram::from_raw(raw_source owned) {
    result<void> fits = sys::expect_type(owned, SOCK_DGRAM);
    if (!fits) return std::move(fits).error();
    if (result<void> ready = sys::prepare(owned); !ready) return std::move(ready).error();
    return unix_datagram{unique_source{owned}};
}

}  // namespace bounce::minimio
