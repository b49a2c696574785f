#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/base/result.hpp"
#include "bounce/http/router.hpp"
#include "bounce/http/server_options.hpp"
#include "bounce/minimio/socket_address.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstddef>
#include <memory>

namespace bounce::http {

namespace detail {
class server_state;
}

/// An HTTP/1.1 server (HTTP/1.0 clients are served, too): keep-alive, pipelining, bodies streamed in both
/// directions. TLS is not part of this build; put a proxy that has it in front.
///
///     http::router routes;
///     routes.get("/hello/:name", [](http::request& r) {
///         return http::response::text("Hello, " + std::string{r.param("name")});
///     });
///     http::server_options options;
///     options.address.set_port(0);
///     auto server = http::server::start(std::move(routes), options).value();
///     print(server.address().to_string());
///     …
///     co_await co_await server.stop(5s);
///
/// Malformed requests, requests beyond a limit and clients that are too slow are answered (400, 408, 413,
/// 414, 431, 501, 505) and disconnected; no client can make a handler see an ambiguous request.
///
/// Threads: `start` on a thread of a runtime; the rest from tasks of that runtime. Connections are spread
/// over the workers of a multi_thread runtime. The server keeps the loop pending until it is stopped.
class server {
public:
    /// Listens and begins to serve. Does not wait.
    /// Errors: those of `tcp_listener::bind`; `invalid_argument` for a limit of 0 that allows nothing.
    /// On a thread without a runtime this ends the program with a diagnosis.
    [[nodiscard]] static result<server> start(router routes,
                                              server_options options = server_options());

    server(server&&) noexcept;
    server& operator=(server&&) noexcept;
    /// Asks everything to end at once: no more connections, and those that are open are cut. Does not
    /// wait for it.
    ~server();

    /// Where it listens, with the port that the system chose.
    [[nodiscard]] const minimio::socket_address& address() const noexcept;

    /// Connections that are open.
    [[nodiscard]] std::size_t connections() const noexcept;

    /// Drains: no more connections are accepted, idle ones are closed, each of the others when its
    /// current request has been answered. Completes when none is left; those that still are when `grace`
    /// has passed are cut. Gives how many were.
    ///
    /// Of several calls the first decides the grace; all wait. Cancelling the wait does not take back the
    /// stop. Errors: `cancelled` only.
    [[nodiscard]] operation<std::size_t> stop(nanoseconds grace);

    /// Waits until the server has ended, because somebody stopped it or the runtime shuts down.
    [[nodiscard]] operation<void> ended();

private:
    explicit server(std::shared_ptr<detail::server_state> state) noexcept;

    std::shared_ptr<detail::server_state> state_;
};

}  // namespace bounce::http
