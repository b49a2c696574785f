#include "bounce/minimio/datagram_socket.hpp"

#include "minimio/sys/posix/fresh.hpp"
#include "minimio/sys/posix/socket_calls.hpp"

#include "bounce/base/errc.hpp"

#include <sys/uio.h>

namespace bounce::minimio {

result<std::size_t> datagram_socket::send_to(bytes_view message, const socket_address& to) {
    const sys::native_address native{to};
    const ssize_t count = sys::uninterrupted([&] {
        return ::sendto(source().fd, message.data(), message.size(), sys::send_without_signal,
                        native.get(), native.size());
    });
    return sys::transferred(count, "send to", to, source());
}

result<received> datagram_socket::receive_from(bytes_span into) {
    sys::native_address from;
    iovec vector{into.data(), into.size()};
    msghdr message{};
    message.msg_name = from.get();
    message.msg_namelen = from.size();
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    const ssize_t count = sys::uninterrupted([&] { return ::recvmsg(source().fd, &message, 0); });
    if (count < 0) return sys::failed("receive on", source());
    from.set_size(message.msg_namelen);
    received got;
    got.size = static_cast<std::size_t>(count);
    got.truncated = (message.msg_flags & MSG_TRUNC) != 0;
    got.from = from.portable();
    return got;
}

result<void> datagram_socket::connect(const socket_address& to) {
    const sys::native_address native{to};
    const int done =
        sys::uninterrupted([&] { return ::connect(source().fd, native.get(), native.size()); });
    if (done == 0) return {};
    return sys::failed("connect", to, source());
}

result<std::size_t> datagram_socket::send(bytes_view message) {
    const ssize_t count = sys::uninterrupted([&] {
        return ::send(source().fd, message.data(), message.size(), sys::send_without_signal);
    });
    return sys::transferred(count, "send on", source());
}

result<std::size_t> datagram_socket::receive(bytes_span into) {
    const ssize_t count =
        sys::uninterrupted([&] { return ::recv(source().fd, into.data(), into.size(), 0); });
    return sys::transferred(count, "receive on", source());
}

result<socket_address> datagram_socket::peer_address() const {
    result<sys::native_address> name = sys::peer_name(source());
    if (!name) return std::move(name).error();
    return name->portable();
}

}  // namespace bounce::minimio
