#include "bounce/minimio/stream_socket.hpp"

#include "minimio/sys/posix/fresh.hpp"
#include "minimio/sys/posix/socket_calls.hpp"

#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace bounce::minimio {

namespace {

// The system's form of the first vectors_max buffers. It writes through the pointers only when it reads
// from the socket, and then they came from writable spans.
template <class Span>
class vectors {
public:
    explicit vectors(std::span<const Span> spans) noexcept
        : count_{std::min(spans.size(), storage_.size())} {
        for (std::size_t i = 0; i < count_; ++i)
            storage_[i] = {const_cast<std::byte*>(spans[i].data()), spans[i].size()};
        message_.msg_iov = storage_.data();
        message_.msg_iovlen = static_cast<decltype(message_.msg_iovlen)>(count_);
    }
    [[nodiscard]] msghdr* message() noexcept { return &message_; }

private:
    std::array<iovec, stream_socket::vectors_max> storage_;
    std::size_t count_;
    msghdr message_{};
};

}  // namespace

result<std::size_t> stream_socket::read(bytes_span into) {
    const ssize_t count =
        sys::uninterrupted([&] { return ::recv(source().fd, into.data(), into.size(), 0); });
    return sys::transferred(count, "read", peer_, source());
}

result<std::size_t> stream_socket::peek(bytes_span into) {
    const ssize_t count =
        sys::uninterrupted([&] { return ::recv(source().fd, into.data(), into.size(), MSG_PEEK); });
    return sys::transferred(count, "peek", peer_, source());
}

result<std::size_t> stream_socket::write(bytes_view from) {
    const ssize_t count = sys::uninterrupted(
        [&] { return ::send(source().fd, from.data(), from.size(), sys::send_without_signal); });
    return sys::transferred(count, "write", peer_, source());
}

result<std::size_t> stream_socket::readv(std::span<const bytes_span> into) {
    vectors<bytes_span> to{into};
    const ssize_t count =
        sys::uninterrupted([&] { return ::recvmsg(source().fd, to.message(), 0); });
    return sys::transferred(count, "read", peer_, source());
}

result<std::size_t> stream_socket::writev(std::span<const bytes_view> from) {
    vectors<bytes_view> out{from};
    const ssize_t count = sys::uninterrupted(
        [&] { return ::sendmsg(source().fd, out.message(), sys::send_without_signal); });
    return sys::transferred(count, "write", peer_, source());
}

result<void> stream_socket::shutdown(shutdown_side side) {
    constexpr int native[] = {SHUT_RD, SHUT_WR, SHUT_RDWR};
    if (::shutdown(source().fd, native[static_cast<std::size_t>(side)]) == 0) return {};
    return sys::failed("shut down", peer_, source());
}

}  // namespace bounce::minimio
