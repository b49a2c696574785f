#pragma once

#include "bounce/http/client_options.hpp"
#include "bounce/http/client_request.hpp"
#include "bounce/http/client_response.hpp"
#include "bounce/http/response_stream.hpp"
#include "bounce/runtime/operation.hpp"

#include <memory>
#include <string>

namespace bounce::http {

namespace detail {
class client_state;
}

/// An HTTP/1.1 client that keeps its connections for further requests.
///
///     http::client client;
///     auto answer = co_await co_await client.get("http://127.0.0.1:8080/users/7");
///     if (answer.is_success()) use(answer.json());
///
///     client.get(url).then([](result<http::client_response> answer) { … });
///
/// Only `http` URLs: TLS is not part of this build, and `https` is the error `unsupported`.
///
/// Redirects (301, 302, 303, 307, 308) of GET and HEAD are followed, and 303 of any method with a GET;
/// fields with credentials are left behind when that leads to another host or port. Other redirects are
/// answers. A kept connection that turns out to be dead is replaced by a new one, if the request may be
/// repeated.
///
/// Errors name the method and the URL: "GET http://127.0.0.1:1/: connect 127.0.0.1:1: Connection
/// refused". `malformed` for a URL or a response that is none; `limit_exceeded` for a header, a body or a
/// number of redirects beyond the options; `timed_out`; `end_of_input` for a response that is cut short;
/// `invalid_argument` for a request that cannot be sent; those of `net::connect`, and the system's.
/// Cancellation of any operation: at once; its connection is closed. All own their arguments.
///
/// Threads: may be used by several tasks at once; the operations outlive the client if they must.
class client {
public:
    explicit client(client_options options = client_options());

    /// Asks and gathers the whole answer.
    [[nodiscard]] operation<client_response> send(client_request request);
    [[nodiscard]] operation<client_response> get(std::string url);
    [[nodiscard]] operation<client_response> post(
        std::string url, std::string body, std::string content_type = "application/octet-stream");

    /// Asks and completes when the head of the answer is there; the body is read piece by piece.
    [[nodiscard]] operation<response_stream> open(client_request request);

    /// Connections that are kept at the moment.
    [[nodiscard]] std::size_t idle_connections() const;

private:
    std::shared_ptr<detail::client_state> state_;
};

/// The same with a client that is used for one request only, and so keeps no connection.
[[nodiscard]] operation<client_response> send(client_request request,
                                              client_options options = client_options());
[[nodiscard]] operation<client_response> get(std::string url,
                                             client_options options = client_options());
[[nodiscard]] operation<client_response> post(std::string url, std::string body,
                                              client_options options = client_options());

}  // namespace bounce::http
