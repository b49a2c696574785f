#include "bounce/minimio/unix_stream.hpp"

#include "minimio/sys/windows/socket_calls.hpp"

#include "bounce/base/errc.hpp"

namespace bounce::minimio {

result<unix_stream> unix_stream::connect(const socket_address& to) {
    if (result<void> fits = sys::expect_local(to, "connect a Unix stream to"); !fits)
        return std::move(fits).error();
    result<unique_source> opened = sys::open_socket(AF_UNIX, SOCK_STREAM);
    if (!opened) return std::move(opened).error().in("connect", to.to_string());
    const sys::native_address native{to};
    if (::connect(sys::as_socket(opened->get()), native.get(), native.size()) != 0)
        return sys::failed("connect", to, opened->get());
    return unix_stream{std::move(*opened), to};
}

// Windows has Unix sockets with a name only.
result<std::pair<unix_stream, unix_stream>> unix_stream::pair() {
    return error{errc::unsupported}.in("open a pair of Unix sockets");
}

result<unix_stream> unix_stream::from_raw(raw_source connected) {
    result<void> fits = sys::expect_type(connected, SOCK_STREAM);
    if (!fits) return std::move(fits).error();
    result<sys::native_address> peer = sys::peer_name(connected);
    if (!peer) return std::move(peer).error();
    if (result<void> ready = sys::prepare(connected); !ready) return std::move(ready).error();
    return unix_stream{unique_source{connected}, peer->portable()};
}

}  // namespace bounce::minimio
