#include "bounce/minimio/stream_socket.hpp"

#include "minimio/sys/windows/socket_calls.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace bounce::minimio {

namespace {

// The system's form of the first vectors_max buffers. It writes through the pointers only when it reads
// from the socket, and then they came from writable spans.
template <class Span>
class vectors {
public:
    explicit vectors(std::span<const Span> spans) noexcept
        : count_{std::min(spans.size(), storage_.size())} {
        for (std::size_t i = 0; i < count_; ++i) {
            const std::size_t size =
                std::min<std::size_t>(spans[i].size(), std::numeric_limits<int>::max());
            auto* start = const_cast<std::byte*>(spans[i].data());
            storage_[i] = {static_cast<ULONG>(size), reinterpret_cast<char*>(start)};
        }
    }
    explicit vectors(Span one) noexcept : vectors{std::span<const Span>{&one, 1}} {}

    [[nodiscard]] WSABUF* data() noexcept { return storage_.data(); }
    [[nodiscard]] DWORD count() const noexcept { return static_cast<DWORD>(count_); }

private:
    std::array<WSABUF, stream_socket::vectors_max> storage_;
    std::size_t count_;
};

result<std::size_t> receive(const stream_socket& from, vectors<bytes_span> into, DWORD flags,
                            std::string_view operation) {
    if (into.count() == 0) return std::size_t{0};
    DWORD count = 0;
    const int outcome = ::WSARecv(sys::as_socket(from.source()), into.data(), into.count(), &count,
                                  &flags, nullptr, nullptr);
    // After shutdown(read): the end of the stream, as everywhere else.
    if (outcome != 0 && ::WSAGetLastError() == WSAESHUTDOWN) return std::size_t{0};
    return sys::transferred(outcome, count, operation, from.peer_address(), from.source());
}

result<std::size_t> send(const stream_socket& to, vectors<bytes_view> from) {
    if (from.count() == 0) return std::size_t{0};
    DWORD count = 0;
    const int outcome = ::WSASend(sys::as_socket(to.source()), from.data(), from.count(), &count, 0,
                                  nullptr, nullptr);
    return sys::transferred(outcome, count, "write", to.peer_address(), to.source());
}

}  // namespace

result<std::size_t> stream_socket::read(bytes_span into) {
    return receive(*this, vectors<bytes_span>{into}, 0, "read");
}

result<std::size_t> stream_socket::peek(bytes_span into) {
    return receive(*this, vectors<bytes_span>{into}, MSG_PEEK, "peek");
}

result<std::size_t> stream_socket::write(bytes_view from) {
    return send(*this, vectors<bytes_view>{from});
}

result<std::size_t> stream_socket::readv(std::span<const bytes_span> into) {
    return receive(*this, vectors<bytes_span>{into}, 0, "read");
}

result<std::size_t> stream_socket::writev(std::span<const bytes_view> from) {
    return send(*this, vectors<bytes_view>{from});
}

result<void> stream_socket::shutdown(shutdown_side side) {
    constexpr int native[] = {SD_RECEIVE, SD_SEND, SD_BOTH};
    if (::shutdown(sys::as_socket(source()), native[static_cast<std::size_t>(side)]) == 0)
        return {};
    return sys::failed("shut down", peer_, source());
}

}  // namespace bounce::minimio
