#pragma once

#include "bounce/base/limits.hpp"
#include "bounce/http/body_reader.hpp"
#include "bounce/http/headers.hpp"
#include "bounce/http/method.hpp"
#include "bounce/http/request_head.hpp"
#include "bounce/http/version.hpp"
#include "bounce/minimio/socket_address.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bounce::http {

/// A request as a handler of the server sees it. It, and every view it gives, is valid until the
/// response is complete: that is, also while a streamed body is written.
class request {
public:
    [[nodiscard]] const http::method& method() const noexcept { return head_->method; }
    [[nodiscard]] http::version version() const noexcept { return head_->version; }
    [[nodiscard]] const http::headers& headers() const noexcept { return head_->headers; }
    /// As the client sent it.
    [[nodiscard]] std::string_view target() const noexcept { return head_->target; }

    /// The path in normal form, without `.` and `..` segments and still percent-encoded.
    [[nodiscard]] std::string_view path() const noexcept { return path_; }
    /// What the path has in the place of `:name` or `*name` of the route, decoded. Empty if the route has
    /// no such place.
    [[nodiscard]] std::string_view param(std::string_view name) const noexcept;
    /// The first parameter of that name in the query, decoded: "?name=value".
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;

    /// Who asks, as the connection says.
    [[nodiscard]] const minimio::socket_address& peer() const noexcept { return *peer_; }

    /// The body, piece by piece.
    [[nodiscard]] body_reader& body() noexcept { return body_; }
    /// The body in one piece; see body_reader::read_all. A handler that passes the error on answers with
    /// what it means: 400, 408 or 413.
    [[nodiscard]] operation<std::string> read_body(std::size_t max_bytes) {
        return body_.read_all(max_bytes);
    }
    /// The same with the server's limit (`server_options::max_body_bytes`).
    [[nodiscard]] operation<std::string> read_body() { return body_.read_all(max_body_bytes_); }

private:
    friend class server_connection;

    const request_head* head_ = nullptr;
    const minimio::socket_address* peer_ = nullptr;
    std::string_view path_;
    std::string path_text_;  // what path_ refers to if it is not the target itself
    std::vector<std::pair<std::string_view, std::string>> params_;
    body_reader body_;
    std::size_t max_body_bytes_ = limits::http_body_bytes;
};

}  // namespace bounce::http
