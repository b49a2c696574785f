#pragma once

#include "bounce/base/result.hpp"
#include "bounce/data/json/value.hpp"
#include "bounce/http/headers.hpp"
#include "bounce/http/status.hpp"

#include <string>

namespace bounce::http {

/// A whole answer. Every status is one, also 404 and 500: look at `status`.
struct client_response {
    client_response() = default;

    http::status status = http::status::ok;
    http::headers headers;
    std::string body;
    /// What was asked in the end, after redirects.
    std::string url;

    [[nodiscard]] bool is_success() const noexcept { return http::is_success(status); }

    /// The body as JSON. Errors: those of json::parse, with the URL.
    [[nodiscard]] result<json::value> json() const;
};

}  // namespace bounce::http
