#include "bounce/minimio/tcp_listener.hpp"

#include "minimio/sys/windows/socket_calls.hpp"

#include "bounce/base/errc.hpp"

#include <utility>

namespace bounce::minimio {

result<tcp_listener> tcp_listener::bind(const socket_address& at, const listen_options& how) {
    if (result<void> fits = sys::expect_ip(at, "bind a TCP listener to"); !fits)
        return std::move(fits).error();
    result<unique_source> opened = sys::open_socket(sys::native_family(at.family()), SOCK_STREAM);
    if (!opened) return std::move(opened).error().in("listen", at.to_string());
    const raw_source source = opened->get();
    if (result<void> set = sys::apply(source, at, how); !set) return std::move(set).error();
    if (result<void> bound = sys::bind(source, at); !bound) return std::move(bound).error();
    if (result<void> listens = sys::listen(source, at, how.backlog); !listens)
        return std::move(listens).error();
    return tcp_listener{std::move(*opened)};
}

result<tcp_stream> tcp_listener::accept() {
    result<sys::accepted> got = sys::accept(source(), "accept on");
    if (!got) return std::move(got).error();
    return tcp_stream{std::move(got->source), got->from.portable()};
}

result<tcp_listener> tcp_listener::from_raw(raw_source listening) {
    result<void> fits = sys::take_over_listener(listening);
    if (!fits) return std::move(fits).error();
    return tcp_listener{unique_source{listening}};
}

}  // namespace bounce::minimio
