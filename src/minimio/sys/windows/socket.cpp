#include "bounce/minimio/socket.hpp"

#include "minimio/sys/windows/socket_calls.hpp"

#include <algorithm>
#include <limits>

namespace bounce::minimio {

namespace {

int as_option(std::size_t bytes) noexcept {
    return static_cast<int>(
        std::min(bytes, static_cast<std::size_t>(std::numeric_limits<int>::max())));
}

result<std::size_t> as_size(result<int> option) {
    if (!option) return std::move(option).error();
    return static_cast<std::size_t>(*option);
}

}  // namespace

result<socket_address> socket::local_address() const {
    result<sys::native_address> name = sys::local_name(source());
    if (!name) return std::move(name).error();
    return name->portable();
}

result<void> socket::take_error() const {
    result<int> kept = sys::option(source(), SOL_SOCKET, SO_ERROR, "SO_ERROR");
    if (!kept) return std::move(kept).error();
    if (*kept == 0) return {};
    return error{*kept, sys::winsock_category()}.in("error kept by", sys::describe(source()));
}

result<void> socket::set_receive_buffer_size(std::size_t bytes) {
    return sys::set_option(source(), SOL_SOCKET, SO_RCVBUF, as_option(bytes), "SO_RCVBUF");
}
result<void> socket::set_send_buffer_size(std::size_t bytes) {
    return sys::set_option(source(), SOL_SOCKET, SO_SNDBUF, as_option(bytes), "SO_SNDBUF");
}
result<std::size_t> socket::receive_buffer_size() const {
    return as_size(sys::option(source(), SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF"));
}
result<std::size_t> socket::send_buffer_size() const {
    return as_size(sys::option(source(), SOL_SOCKET, SO_SNDBUF, "SO_SNDBUF"));
}

}  // namespace bounce::minimio
