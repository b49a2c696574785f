#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/http/parse_options.hpp"
#include "bounce/http/parse_step.hpp"
#include "bounce/http/request_head.hpp"
#include "bounce/http/status.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace bounce::http {

/// Reads HTTP/1.0 and HTTP/1.1 requests, one after another, from bytes that arrive in any portions.
/// It owns no connection: what it is given it takes, and reports.
///
///     for (bool more = true; more;) {
///         auto step = parser.parse(input);
///         if (!step) return answer(parser.refusal(), step.error());
///         input = input.subspan(step->consumed);
///         switch (step->event) {
///             case http::parse_event::head: route(parser.head()); break;
///             case http::parse_event::body: sink(step->body); break;
///             case http::parse_event::message_complete: respond(); break;
///             case http::parse_event::need_more: more = false; break;
///         }
///     }
///
/// It is strict, because every latitude is a way to make two programs see different requests in the
/// same bytes. Refused are: line ends other than CR LF, NUL and other control characters, obsolete line
/// folding, white space before the colon, names that are no tokens, more or less than one Host field in
/// HTTP/1.1 (more than one in HTTP/1.0), repeated Content-Length and Transfer-Encoding fields, lists
/// and signs in Content-Length, both fields together, codings other than `chunked`, Transfer-Encoding
/// in HTTP/1.0, targets of the wrong form or with bytes beyond ASCII, framing fields among the
/// trailers, and bytes after a request that closes the connection. One empty line in front of a request
/// is skipped.
///
/// How the input is cut into portions makes no difference to heads, bodies, trailers and refusals. Only
/// a head, chunk size or trailer that is cut in two is copied.
///
/// Not safe for use by several threads at once.
class request_parser {
public:
    explicit request_parser(const parse_options& options = {});
    request_parser(request_parser&&) noexcept;
    request_parser& operator=(request_parser&&) noexcept;
    ~request_parser();

    /// Takes input from its beginning up to the next event. Call it again with the rest, also if the
    /// rest is empty, until it says `need_more`.
    ///
    /// Errors: `malformed`, `limit_exceeded` and `unsupported`; the message says what is wrong. After
    /// an error the connection is lost: every further call fails in the same way.
    [[nodiscard]] result<parse_step> parse(bytes_view input);

    /// The connection has ended: an error (`end_of_input`) unless that was between two messages.
    [[nodiscard]] result<void> finish();

    /// Has a message begun that is not complete?
    [[nodiscard]] bool inside_message() const noexcept;

    /// The status to answer with after an error: 400, 413, 431, 501 or 505.
    [[nodiscard]] status refusal() const noexcept;

    /// From the event `head` on until `parse` begins the next message.
    [[nodiscard]] const request_head& head() const noexcept;
    /// Moves the head out; `head()` is then unspecified.
    [[nodiscard]] request_head take_head() noexcept;
    /// How long the body is, if the head says so. 0 if there is none; nothing if it comes in chunks.
    [[nodiscard]] std::optional<std::uint64_t> body_size() const noexcept;
    /// The fields after a chunked body; from `message_complete` on until the next message.
    [[nodiscard]] const headers& trailers() const noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace bounce::http
