#include "minimio/sys/windows/descriptor.hpp"

#include "bounce/base/errc.hpp"
#include "bounce/minimio/unique_source.hpp"

#include <windows.h>

namespace bounce::minimio {

void unique_source::reset() noexcept {
    if (raw_.valid()) ::closesocket(sys::as_socket(release()));
}

namespace sys {

bool is_handle(raw_source source) noexcept {
    DWORD flags = 0;
    // -1, which is no source, would be a name for this process.
    return source.valid() && ::GetHandleInformation(as_handle(source), &flags) != 0;
}

namespace {

// The error of the call that just failed on the source.
error why_on(raw_source source) noexcept {
    const int code = ::WSAGetLastError();
    if (code == WSAENOTSOCK && !is_handle(source))
        return error{ERROR_INVALID_HANDLE, winsock_category()};
    return error{code, winsock_category()};
}

}  // namespace

std::string describe(raw_source source) { return "descriptor " + std::to_string(source.fd); }

std::string describe(const socket_address& address, raw_source source) {
    return address.is_unnamed() ? describe(source) : address.to_string();
}

error failed(std::string_view operation, raw_source source) {
    const error why = why_on(source);
    if (why.value() == WSAEWOULDBLOCK) return errc::would_block;
    return why.in(operation, describe(source));
}

error failed(std::string_view operation, const socket_address& address, raw_source source) {
    const error why = why_on(source);
    if (why.value() == WSAEWOULDBLOCK) return errc::would_block;
    return why.in(operation, describe(address, source));
}

result<void> prepare(raw_source source) {
    u_long on = 1;
    if (::ioctlsocket(as_socket(source), static_cast<long>(FIONBIO), &on) != 0)
        return failed("take over", source);
    if (::SetHandleInformation(as_handle(source), HANDLE_FLAG_INHERIT, 0) != 0) return {};
    return error{static_cast<int>(::GetLastError()), winsock_category()}.in("take over",
                                                                            describe(source));
}

}  // namespace sys

}  // namespace bounce::minimio
