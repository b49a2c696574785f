#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/raw_source.hpp"
#include "bounce/minimio/socket_address.hpp"
#include "bounce/minimio/unique_source.hpp"

#include <sys/types.h>

#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace bounce::minimio::sys {

// "descriptor 7"
[[nodiscard]] std::string describe(raw_source source);
// The address if it says something, else the descriptor.
[[nodiscard]] std::string describe(const socket_address& address, raw_source source);

// The error in errno; would_block alone, anything else in context.
[[nodiscard]] error failed(std::string_view operation, raw_source source);
[[nodiscard]] error failed(std::string_view operation, const socket_address& address,
                           raw_source source);

[[nodiscard]] inline bool would_block(int code) noexcept {
    return code == EAGAIN || code == EWOULDBLOCK;
}

// Repeats a system call for as long as a signal interrupts it.
template <class Call>
auto uninterrupted(const Call& call) noexcept {
    decltype(call()) outcome;
    do outcome = call();
    while (outcome < 0 && errno == EINTR);
    return outcome;
}

// The outcome of a call that gives a number of bytes.
template <class... Object>
[[nodiscard]] result<std::size_t> transferred(ssize_t count, std::string_view operation,
                                              const Object&... object) {
    if (count >= 0) [[likely]]
        return static_cast<std::size_t>(count);
    return failed(operation, object...);
}

// Fails for what no queue can wait for: a file or directory, which is always ready.
[[nodiscard]] result<void> expect_waitable(raw_source source);

// Makes a descriptor from elsewhere non-blocking and closed on exec.
[[nodiscard]] result<void> prepare(raw_source source);

}  // namespace bounce::minimio::sys
