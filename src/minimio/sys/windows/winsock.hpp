#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/raw_source.hpp"

#include <winsock2.h>

#include <system_error>

namespace bounce::minimio::sys {

// Winsock must be started before the first socket; once for the process, and left to its end.
[[nodiscard]] result<void> start_winsock() noexcept;

// The codes of Winsock and of the handles under it, with the words and the meaning (std::errc) that
// their counterparts have on POSIX systems.
[[nodiscard]] const std::error_category& winsock_category() noexcept;

// The error of the last call that failed on this thread.
[[nodiscard]] error last_socket_error() noexcept;

[[nodiscard]] inline SOCKET as_socket(raw_source source) noexcept {
    return static_cast<SOCKET>(source.fd);
}
[[nodiscard]] inline HANDLE as_handle(raw_source source) noexcept {
    return reinterpret_cast<HANDLE>(source.fd);
}
[[nodiscard]] inline raw_source as_source(SOCKET opened) noexcept {
    return raw_source{static_cast<native_source>(opened)};
}

}  // namespace bounce::minimio::sys
