#pragma once

#include "minimio/sys/windows/winsock.hpp"

#include "bounce/base/result.hpp"
#include "bounce/minimio/raw_source.hpp"
#include "bounce/minimio/socket_address.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace bounce::minimio::sys {

// "descriptor 84"
[[nodiscard]] std::string describe(raw_source source);
// The address if it says something, else the descriptor.
[[nodiscard]] std::string describe(const socket_address& address, raw_source source);

// The last error of Winsock; would_block alone, anything else in context. What Winsock calls "not a
// socket" is a bad descriptor if it is no handle at all.
[[nodiscard]] error failed(std::string_view operation, raw_source source);
[[nodiscard]] error failed(std::string_view operation, const socket_address& address,
                           raw_source source);

// The outcome of a call that gives 0 and a number of bytes, or SOCKET_ERROR.
template <class... Object>
[[nodiscard]] result<std::size_t> transferred(int outcome, unsigned long count,
                                              std::string_view operation, const Object&... object) {
    if (outcome == 0) [[likely]]
        return static_cast<std::size_t>(count);
    return failed(operation, object...);
}

// Whether the system knows the handle, be it a socket or not.
[[nodiscard]] bool is_handle(raw_source source) noexcept;

// Makes a socket from elsewhere non-blocking and not inheritable.
[[nodiscard]] result<void> prepare(raw_source source);

}  // namespace bounce::minimio::sys
