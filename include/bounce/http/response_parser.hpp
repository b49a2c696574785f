#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/http/method.hpp"
#include "bounce/http/parse_options.hpp"
#include "bounce/http/parse_step.hpp"
#include "bounce/http/response_head.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace bounce::http {

/// Reads HTTP/1.0 and HTTP/1.1 responses, one after another, from bytes that arrive in any portions: the
/// counterpart of `request_parser`, as strict and used in the same way.
///
/// Where a response ends depends on the request it answers. Call `answers` before each response whose
/// request was not a GET or the like: after HEAD, and after CONNECT if it succeeds, there is no body.
///
/// A response with neither a length nor chunks lasts until the connection ends: `body_size()` is
/// nothing, and `finish()` completes it. Informational responses (1xx) are messages of their own, in
/// front of the one that answers. What follows `101 Switching Protocols` is no longer HTTP: take the
/// rest of the input away from the parser.
///
/// Not safe for use by several threads at once.
class response_parser {
public:
    explicit response_parser(const parse_options& options = {});
    response_parser(response_parser&&) noexcept;
    response_parser& operator=(response_parser&&) noexcept;
    ~response_parser();

    /// The next final response answers a request with this method; holds for that response only.
    void answers(const method& m) noexcept;

    /// As `request_parser::parse`.
    [[nodiscard]] result<parse_step> parse(bytes_view input);

    /// The connection has ended. True if that completed a body that lasts until then (what
    /// `message_complete` would say otherwise), false if it was between two messages; the error
    /// `end_of_input` if it was inside one.
    [[nodiscard]] result<bool> finish();

    /// Has a message begun that is not complete?
    [[nodiscard]] bool inside_message() const noexcept;

    /// From the event `head` on until `parse` begins the next message.
    [[nodiscard]] const response_head& head() const noexcept;
    /// Moves the head out; `head()` is then unspecified.
    [[nodiscard]] response_head take_head() noexcept;
    /// How long the body is, if that is known from the head; 0 if there is none.
    [[nodiscard]] std::optional<std::uint64_t> body_size() const noexcept;
    /// May the connection be used for another request after this response?
    [[nodiscard]] bool keep_alive() const noexcept;
    /// The fields after a chunked body; from `message_complete` on until the next message.
    [[nodiscard]] const headers& trailers() const noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace bounce::http
