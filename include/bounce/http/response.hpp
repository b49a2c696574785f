#pragma once

#include "bounce/base/result.hpp"
#include "bounce/data/json/value.hpp"
#include "bounce/http/body_writer.hpp"
#include "bounce/http/headers.hpp"
#include "bounce/http/status.hpp"
#include "bounce/runtime/task.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace bounce::http {

/// What a handler of the server answers.
///
///     return http::response::text("Hello");
///     http::response made{http::status::created};
///     made.headers.set("Location", "/users/7");
///     return made;
///
/// The server adds Date, Content-Length or Transfer-Encoding, and Connection; what a handler sets of the
/// middle two is replaced. A header that cannot be sent (a line break in its value, say) makes the answer
/// a 500 and is reported.
class response {
public:
    /// Writes the body; awaited by the server after the handler has returned. See `stream`.
    using body_function = std::move_only_function<task<result<void>>(body_writer&)>;

    response() = default;
    explicit response(http::status s) noexcept : status{s} {}
    response(http::status s, std::string content) : status{s}, body{std::move(content)} {}

    /// 200 with that body and Content-Type "text/plain; charset=utf-8".
    [[nodiscard]] static response text(std::string content, http::status s = http::status::ok);
    /// 200 with that body and Content-Type "text/html; charset=utf-8".
    [[nodiscard]] static response html(std::string content, http::status s = http::status::ok);
    /// 200 with the value as text and Content-Type "application/json".
    [[nodiscard]] static response json(const json::value& content,
                                       http::status s = http::status::ok);
    /// 303 (or another redirect) to that place.
    [[nodiscard]] static response redirect(std::string_view location,
                                           http::status s = http::status::see_other);

    /// 200 with a body that `write` produces piece by piece, with as much ahead of the client as the
    /// system buffers. Of unknown length it goes out in chunks (to HTTP/1.0, until the connection ends).
    ///
    ///     return http::response::stream([rows = std::move(rows)](http::body_writer& out)
    ///                                       -> task<result<void>> {
    ///         for (auto& row : rows) co_await co_await out.write(row);
    ///         co_return {};
    ///     });
    ///
    /// An error or exception of `write`, or a length that does not come true, ends the connection in the
    /// middle of the body: the only way left to tell the client. `write` is kept until it has ended and
    /// may use the request. It is not called when there is no body to send (HEAD).
    [[nodiscard]] static response stream(body_function write);
    /// The same with a length known before.
    [[nodiscard]] static response stream(std::uint64_t size, body_function write);

    [[nodiscard]] bool is_stream() const noexcept { return static_cast<bool>(write_); }

    http::status status = http::status::ok;
    http::headers headers;
    std::string body;

private:
    friend class server_connection;

    body_function write_;
    std::optional<std::uint64_t> size_;  // of a stream
};

}  // namespace bounce::http
