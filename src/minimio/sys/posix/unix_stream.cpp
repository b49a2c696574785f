#include "bounce/minimio/unix_stream.hpp"

#include "minimio/sys/posix/socket_calls.hpp"

namespace bounce::minimio {

result<unix_stream> unix_stream::connect(const socket_address& to) {
    if (result<void> fits = sys::expect_local(to, "connect a Unix stream to"); !fits)
        return std::move(fits).error();
    result<unique_source> opened = sys::open_socket(AF_UNIX, SOCK_STREAM);
    if (!opened) return std::move(opened).error().in("connect", to.to_string());
    const sys::native_address native{to};
    const int done = sys::uninterrupted(
        [&] { return ::connect(opened->get().fd, native.get(), native.size()); });
    if (done != 0) return sys::failed("connect", to, opened->get());
    return unix_stream{std::move(*opened), to};
}

result<std::pair<unix_stream, unix_stream>> unix_stream::pair() {
    auto ends = sys::open_pair(SOCK_STREAM);
    if (!ends) return std::move(ends).error();
    return std::pair{unix_stream{std::move(ends->first), socket_address::unnamed()},
                     unix_stream{std::move(ends->second), socket_address::unnamed()}};
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
