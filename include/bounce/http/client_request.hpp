#pragma once

#include "bounce/http/headers.hpp"
#include "bounce/http/method.hpp"

#include <string>
#include <utility>

namespace bounce::http {

/// What a client asks. Host, Content-Length and Connection are added when it is sent.
struct client_request {
    client_request() = default;
    client_request(const http::method& m, std::string u, std::string content = {})
        : method{m}, url{std::move(u)}, body{std::move(content)} {}

    http::method method;
    /// "http://host:port/path?query".
    std::string url;
    http::headers headers;
    std::string body;
};

}  // namespace bounce::http
