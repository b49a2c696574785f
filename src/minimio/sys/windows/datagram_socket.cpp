#include "bounce/minimio/datagram_socket.hpp"

#include "minimio/sys/windows/socket_calls.hpp"

#include "bounce/base/errc.hpp"

#include <algorithm>
#include <limits>

namespace bounce::minimio {

namespace {

template <class Span>
WSABUF buffer_of(Span bytes) noexcept {
    const std::size_t size = std::min<std::size_t>(bytes.size(), std::numeric_limits<int>::max());
    auto* start = const_cast<std::byte*>(bytes.data());
    return {static_cast<ULONG>(size), reinterpret_cast<char*>(start)};
}

// A message that was cut is an error for Windows, which has filled the buffer all the same.
bool was_cut(int outcome) noexcept { return outcome != 0 && ::WSAGetLastError() == WSAEMSGSIZE; }

}  // namespace

result<std::size_t> datagram_socket::send_to(bytes_view message, const socket_address& to) {
    const sys::native_address native{to};
    WSABUF buffer = buffer_of(message);
    DWORD count = 0;
    const int outcome = ::WSASendTo(sys::as_socket(source()), &buffer, 1, &count, 0, native.get(),
                                    native.size(), nullptr, nullptr);
    return sys::transferred(outcome, count, "send to", to, source());
}

result<received> datagram_socket::receive_from(bytes_span into) {
    sys::native_address from;
    WSABUF buffer = buffer_of(into);
    DWORD count = 0;
    DWORD flags = 0;
    const int outcome = ::WSARecvFrom(sys::as_socket(source()), &buffer, 1, &count, &flags,
                                      from.get(), from.size_to_fill(), nullptr, nullptr);
    received got;
    got.truncated = was_cut(outcome);
    if (outcome != 0 && !got.truncated) return sys::failed("receive on", source());
    got.size = got.truncated ? into.size() : count;
    got.from = from.portable();
    return got;
}

result<void> datagram_socket::connect(const socket_address& to) {
    const sys::native_address native{to};
    if (::connect(sys::as_socket(source()), native.get(), native.size()) == 0) return {};
    return sys::failed("connect", to, source());
}

result<std::size_t> datagram_socket::send(bytes_view message) {
    WSABUF buffer = buffer_of(message);
    DWORD count = 0;
    const int outcome =
        ::WSASend(sys::as_socket(source()), &buffer, 1, &count, 0, nullptr, nullptr);
    return sys::transferred(outcome, count, "send on", source());
}

result<std::size_t> datagram_socket::receive(bytes_span into) {
    WSABUF buffer = buffer_of(into);
    DWORD count = 0;
    DWORD flags = 0;
    const int outcome =
        ::WSARecv(sys::as_socket(source()), &buffer, 1, &count, &flags, nullptr, nullptr);
    if (was_cut(outcome)) return into.size();
    return sys::transferred(outcome, count, "receive on", source());
}

result<socket_address> datagram_socket::peer_address() const {
    result<sys::native_address> name = sys::peer_name(source());
    if (!name) return std::move(name).error();
    return name->portable();
}

}  // namespace bounce::minimio
