#pragma once

#include <cstdint>
#include <system_error>
#include <type_traits>

namespace bounce {

/// The failures that every layer shares. A layer with failures of its own declares its own enum and
/// category; failures of the operating system keep `std::system_category` and their errno.
///
/// The numbers are frozen: they may be stored or sent. New ones go to the end.
enum class errc : std::int32_t {
    cancelled = 1,       ///< stop was requested before the operation took effect
    closed = 2,          ///< the object (loop, channel, connection) was closed in an orderly way
    would_block = 3,     ///< nothing can be done without waiting
    timed_out = 4,       ///< a deadline passed first
    stalled = 5,         ///< nothing is pending, yet tasks wait: they can never be woken
    limit_exceeded = 6,  ///< a configured limit was reached
    invalid_argument = 7,
    already_registered = 8,
    not_registered = 9,
    no_runtime = 10,      ///< the call needs a runtime and this thread runs none
    already_joined = 11,  ///< the result was taken before
    end_of_input = 12,    ///< the input ended in the middle of something
    malformed = 13,       ///< bytes from outside do not have the form they should have
    unsupported = 14,     ///< this system or this build cannot do it
    not_found = 15,
    type_mismatch = 16,
    exception = 17,  ///< the work threw; the context is the text of the exception
};

/// The category of `errc`: its name is "bounce". Values compare equal to the `std::errc` condition of
/// the same meaning where there is one (`cancelled` is `operation_canceled`, and so on).
[[nodiscard]] const std::error_category& bounce_category() noexcept;

[[nodiscard]] std::error_code make_error_code(errc code) noexcept;

}  // namespace bounce

template <>
struct std::is_error_code_enum<bounce::errc> : std::true_type {};
