#pragma once

#include "bounce/http/headers.hpp"
#include "bounce/http/status.hpp"
#include "bounce/http/version.hpp"

#include <string>

namespace bounce::http {

/// A response without its body.
struct response_head {
    response_head() = default;
    explicit response_head(http::status s) : status{s} {}

    /// May the connection be used for another request afterwards, as far as version and Connection
    /// field say? (A body that ends with the connection forbids it as well.)
    [[nodiscard]] bool keep_alive() const noexcept;

    http::status status = http::status::ok;
    /// Empty: `write_head` puts the usual phrase.
    std::string reason;
    http::version version = http::version::http_1_1;
    http::headers headers;

    friend bool operator==(const response_head&, const response_head&) = default;
};

}  // namespace bounce::http
