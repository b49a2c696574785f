#include "bounce/minimio/unix_datagram.hpp"

#include "bounce/base/errc.hpp"

namespace bounce::minimio {

namespace {

// Windows knows Unix streams, but no Unix datagrams.
error no_such_sockets() { return error{errc::unsupported}.in("open a Unix datagram socket"); }

}  // namespace

result<unix_datagram> unix_datagram::bind(const socket_address& at) {
    return no_such_sockets().in("bind", at.to_string());
}
result<unix_datagram> unix_datagram::unbound() { return no_such_sockets(); }
result<std::pair<unix_datagram, unix_datagram>> unix_datagram::pair() { return no_such_sockets(); }
result<unix_datagram> unix_datagram::from_raw(raw_source) { return no_such_sockets(); }

}  // namespace bounce::minimio
