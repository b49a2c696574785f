#pragma once

#include "bounce/http/headers.hpp"
#include "bounce/http/method.hpp"
#include "bounce/http/version.hpp"

#include <string>

namespace bounce::http {

/// A request without its body.
struct request_head {
    request_head() = default;
    request_head(const http::method& m, std::string t) : method{m}, target{std::move(t)} {}

    /// May the connection be used for another request afterwards? HTTP/1.1 unless `Connection: close`,
    /// HTTP/1.0 only with `Connection: keep-alive`.
    [[nodiscard]] bool keep_alive() const noexcept;
    /// Does the client wait for `100 Continue` before it sends the body?
    [[nodiscard]] bool expects_continue() const noexcept;

    http::method method;
    /// As sent: "/path?query"; a whole URL (to a proxy); "host:port" of CONNECT; "*" of OPTIONS.
    std::string target = "/";
    http::version version = http::version::http_1_1;
    http::headers headers;

    friend bool operator==(const request_head&, const request_head&) = default;
};

}  // namespace bounce::http
