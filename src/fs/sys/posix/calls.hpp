#pragma once

#include "fs/sys/handle.hpp"

#include "bounce/base/result.hpp"
#include "bounce/fs/metadata.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <string>

// What the POSIX implementations of the seam share.
namespace bounce::fs::sys {

[[nodiscard]] inline int descriptor(handle h) noexcept { return static_cast<int>(h.value); }

/// Repeats a system call for as long as a signal interrupts it.
template <class Call>
auto uninterrupted(const Call& call) noexcept {
    decltype(call()) outcome;
    do outcome = call();
    while (outcome < 0 && errno == EINTR);
    return outcome;
}

/// The outcome of a call that gives nothing but success.
template <class Call>
[[nodiscard]] result<void> done(const Call& call) {
    if (uninterrupted(call) < 0) return error::last_system_error();
    return {};
}

/// The outcome of a call that gives a number.
template <class Call>
[[nodiscard]] result<std::size_t> counted(const Call& call) {
    const auto count = uninterrupted(call);
    if (count < 0) return error::last_system_error();
    return static_cast<std::size_t>(count);
}

/// The outcome of a call that gives a descriptor.
template <class Call>
[[nodiscard]] result<unique_handle> opened(const Call& call) {
    const int fd = uninterrupted(call);
    if (fd < 0) return error::last_system_error();
    return unique_handle{handle{fd}};
}

/// An error if the system would take only a part of the path.
[[nodiscard]] result<void> check(const std::string& path);

[[nodiscard]] metadata convert(const struct ::stat& native) noexcept;
[[nodiscard]] file_type type_of(mode_t mode) noexcept;

}  // namespace bounce::fs::sys
