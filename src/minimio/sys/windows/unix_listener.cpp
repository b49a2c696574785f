#include "bounce/minimio/unix_listener.hpp"

#include "minimio/sys/windows/socket_calls.hpp"

#include <utility>

namespace bounce::minimio {

result<unix_listener> unix_listener::bind(const socket_address& at, const listen_options& how) {
    if (result<void> fits = sys::expect_local(at, "bind a Unix listener to"); !fits)
        return std::move(fits).error();
    result<unique_source> opened = sys::open_socket(AF_UNIX, SOCK_STREAM);
    if (!opened) return std::move(opened).error().in("listen", at.to_string());
    if (result<void> bound = sys::bind(opened->get(), at); !bound) return std::move(bound).error();
    if (result<void> listens = sys::listen(opened->get(), at, how.backlog); !listens)
        return std::move(listens).error();
    return unix_listener{std::move(*opened)};
}

result<unix_stream> unix_listener::accept() {
    result<sys::accepted> got = sys::accept(source(), "accept on");
    if (!got) return std::move(got).error();
    return unix_stream{std::move(got->source), got->from.portable()};
}

result<unix_listener> unix_listener::from_raw(raw_source listening) {
    result<void> fits = sys::take_over_listener(listening);
    if (!fits) return std::move(fits).error();
    return unix_listener{unique_source{listening}};
}

}  // namespace bounce::minimio
