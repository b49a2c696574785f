#include "bounce/minimio/pipe.hpp"

#include "minimio/sys/windows/socket_calls.hpp"

#include "bounce/base/errc.hpp"
#include "bounce/minimio/tcp_listener.hpp"
#include "bounce/minimio/tcp_stream.hpp"

#include <algorithm>
#include <limits>
#include <utility>

// Nothing in Windows tells when one of its own pipes is ready, so a pipe is a TCP connection over
// loopback which is used in one direction:
//  1. Anybody on this machine may connect to the listener while it is open, so a connection counts only
//     if it comes from the address of our own end; others are closed.
//  2. The reader is closed with a reset (SO_LINGER 0), as it never has anything left to send. So a writer
//     learns at once that nobody reads any more, and is told of a broken pipe.
namespace bounce::minimio {

namespace {

int size_of(std::size_t bytes) noexcept {
    return static_cast<int>(
        std::min(bytes, static_cast<std::size_t>(std::numeric_limits<int>::max())));
}

// Waits until the listener has a connection for us: our own end is connecting already.
result<tcp_stream> accept_from(tcp_listener& listener, const socket_address& ours) {
    for (;;) {
        fd_set readable{1, {sys::as_socket(listener.source())}};
        if (::select(0, &readable, nullptr, nullptr, nullptr) < 0) return sys::last_socket_error();
        result<tcp_stream> got = listener.accept();
        if (!got && got.error() != errc::would_block) return got;
        if (got && got->peer_address() == ours) return got;
    }
}

result<std::pair<tcp_stream, tcp_stream>> connected_pair() {
    result<tcp_listener> listener = tcp_listener::bind(socket_address::loopback_ipv4(0));
    if (!listener) return std::move(listener).error();
    result<socket_address> at = listener->local_address();
    if (!at) return std::move(at).error();
    result<tcp_stream> writer = tcp_stream::connect(*at);
    if (!writer) return std::move(writer).error();
    result<socket_address> ours = writer->local_address();
    if (!ours) return std::move(ours).error();
    result<tcp_stream> reader = accept_from(*listener, *ours);
    if (!reader) return std::move(reader).error();
    if (result<void> set = writer->set_nodelay(true); !set) return std::move(set).error();
    if (result<void> set = reader->set_linger(seconds{0}); !set) return std::move(set).error();
    return std::pair{std::move(*reader), std::move(*writer)};
}

}  // namespace

result<pipe> pipe::create() {
    auto ends = connected_pair();
    if (!ends) return std::move(ends).error().in("open a pipe");
    pipe made;
    made.reader = pipe_reader{unique_source{ends->first.release()}};
    made.writer = pipe_writer{unique_source{ends->second.release()}};
    return made;
}

result<pipe_reader> pipe_reader::from_raw(raw_source owned) {
    if (result<void> ready = sys::prepare(owned); !ready) return std::move(ready).error();
    return pipe_reader{unique_source{owned}};
}

result<std::size_t> pipe_reader::read(bytes_span into) {
    const int count = ::recv(sys::as_socket(source()), reinterpret_cast<char*>(into.data()),
                             size_of(into.size()), 0);
    return sys::transferred(count < 0 ? count : 0, static_cast<unsigned long>(std::max(count, 0)),
                            "read", source());
}

result<pipe_writer> pipe_writer::from_raw(raw_source owned) {
    if (result<void> ready = sys::prepare(owned); !ready) return std::move(ready).error();
    return pipe_writer{unique_source{owned}};
}

result<std::size_t> pipe_writer::write(bytes_view from) {
    const int count = ::send(sys::as_socket(source()), reinterpret_cast<const char*>(from.data()),
                             size_of(from.size()), 0);
    const int why = count < 0 ? ::WSAGetLastError() : 0;
    // rule 2: what a socket calls a reset is the end of the reader
    if (why == WSAECONNRESET || why == WSAECONNABORTED) ::WSASetLastError(WSAESHUTDOWN);
    return sys::transferred(count < 0 ? count : 0, static_cast<unsigned long>(std::max(count, 0)),
                            "write", source());
}

}  // namespace bounce::minimio
