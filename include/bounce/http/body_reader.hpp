#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/limits.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace bounce::http {

namespace detail {
class body_source;
}

/// The body of a message that is being received, piece by piece: nothing is read from the connection
/// before somebody asks for it, so a slow reader slows the sender down.
///
///     for (;;) {
///         bytes_view piece = co_await co_await request.body().next();
///         if (piece.empty()) break;
///         co_await co_await file.write(piece);
///     }
///
/// Valid as long as the request (or the response stream) it belongs to; one operation at a time.
class body_reader {
public:
    body_reader() noexcept = default;
    explicit body_reader(detail::body_source& from) noexcept : source_{&from} {}

    /// The next piece of the body: at least one byte, or none at the end, and then always none. The bytes
    /// stay valid until the next operation on this body. On a server, the first call answers `Expect:
    /// 100-continue`.
    ///
    /// Errors: `malformed`, `end_of_input` when the connection ends early, `timed_out` when the peer is
    /// too slow, what the connection says; afterwards the same again. Cancellation: at once; nothing is
    /// lost.
    [[nodiscard]] operation<bytes_view> next();

    /// The rest of the body in one piece. Errors: those of `next`; `limit_exceeded` beyond `max_bytes`,
    /// before anything is read if the length was announced. Cancellation loses what was gathered.
    [[nodiscard]] operation<std::string> read_all(std::size_t max_bytes = limits::http_body_bytes);

    /// How long the body is in all; nothing if that is not known before its end.
    [[nodiscard]] std::optional<std::uint64_t> size() const noexcept;

private:
    detail::body_source* source_ = nullptr;
};

}  // namespace bounce::http
