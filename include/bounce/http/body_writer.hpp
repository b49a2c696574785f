#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/runtime/operation.hpp"

#include <string_view>

namespace bounce::http {

namespace detail {
class body_sink;
}

/// Takes the body of a response piece by piece; see `response::stream`.
///
/// One write at a time. Valid while the function that was given it runs.
class body_writer {
public:
    explicit body_writer(detail::body_sink& to) noexcept : sink_{&to} {}
    body_writer(const body_writer&) = delete;
    body_writer& operator=(const body_writer&) = delete;

    /// Sends a piece; complete when the system has taken it, so a slow client slows its producer down.
    /// The first write sends the head, too; an empty piece sends the head alone, if that has not
    /// happened yet.
    ///
    /// The bytes are borrowed until the operation has completed. Errors: `timed_out` when the client does
    /// not take the bytes; `limit_exceeded` beyond the length that was announced; the system's, when the
    /// client has gone. After an error, or when it was cancelled, the response cannot be completed.
    [[nodiscard]] operation<void> write(bytes_view piece);
    [[nodiscard]] operation<void> write(std::string_view piece) { return write(as_bytes(piece)); }

private:
    detail::body_sink* sink_;
};

}  // namespace bounce::http
