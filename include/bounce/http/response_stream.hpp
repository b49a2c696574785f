#pragma once

#include "bounce/http/body_reader.hpp"
#include "bounce/http/headers.hpp"
#include "bounce/http/status.hpp"

#include <memory>
#include <string>

namespace bounce::http {

namespace detail {
class client_exchange;
}

/// An answer whose body is still to be read: see `client::open`. Dropping it before the end of the body
/// closes the connection.
class response_stream {
public:
    explicit response_stream(std::unique_ptr<detail::client_exchange> exchange) noexcept;
    response_stream(response_stream&&) noexcept;
    response_stream& operator=(response_stream&&) noexcept;
    ~response_stream();

    [[nodiscard]] http::status status() const noexcept;
    [[nodiscard]] const http::headers& headers() const noexcept;
    /// What was asked in the end, after redirects.
    [[nodiscard]] const std::string& url() const noexcept;

    /// Valid as long as this object, also when it is moved.
    [[nodiscard]] body_reader& body() noexcept { return body_; }

private:
    std::unique_ptr<detail::client_exchange> exchange_;
    body_reader body_;
};

}  // namespace bounce::http
