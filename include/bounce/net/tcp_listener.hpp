#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/listen_options.hpp"
#include "bounce/minimio/socket_address.hpp"
#include "bounce/minimio/tcp_stream.hpp"
#include "bounce/net/tcp_stream.hpp"
#include "bounce/runtime/operation.hpp"

#include <memory>
#include <string_view>

namespace bounce::net {

/// Takes TCP connections.
///
///     auto listener = net::tcp_listener::bind("127.0.0.1:0").value();
///     print(listener.local_address().to_string());
///     for (;;) {
///         net::tcp_stream s = co_await co_await listener.accept();
///         spawn(serve, std::move(s)).detach();
///     }
///
/// Threads: made and used within a runtime; one accept at a time. The listener must outlive it.
class tcp_listener {
public:
    /// Binds and listens; port 0 lets the system choose (`local_address` tells). Does not wait.
    /// Errors: EADDRINUSE, EACCES, EADDRNOTAVAIL, EMFILE, … with the address; `invalid_argument` for the
    /// address of a Unix socket.
    [[nodiscard]] static result<tcp_listener> bind(
        const minimio::socket_address& at,
        const minimio::listen_options& how = minimio::listen_options{});
    /// The same for "127.0.0.1:8080" or "[::1]:0". Errors also: `malformed`.
    [[nodiscard]] static result<tcp_listener> bind(
        std::string_view at, const minimio::listen_options& how = minimio::listen_options{});

    /// The next connection, with nodelay on, registered with the worker that this runs on.
    ///
    /// Errors: EMFILE, ENFILE, ENOBUFS, ENOMEM ("accept on 127.0.0.1:80: Too many open files"). The
    /// connection then still waits, so an accept that follows at once fails at once: wait before.
    /// `closed` when the runtime shuts down. Cancellation: at once, no connection is lost.
    [[nodiscard]] operation<tcp_stream> accept();

    /// The next connection as a bare socket, for `tcp_stream::adopt` on another worker: what a server
    /// does that spreads connections over all of them.
    [[nodiscard]] operation<minimio::tcp_stream> accept_socket();

    [[nodiscard]] const minimio::socket_address& local_address() const noexcept;

    /// Stops listening now instead of with the object. No accept may be under way.
    void close() noexcept { state_.reset(); }

private:
    struct state;
    class attempt;
    explicit tcp_listener(std::shared_ptr<state> s) noexcept : state_{std::move(s)} {}

    std::shared_ptr<state> state_;
};

}  // namespace bounce::net
