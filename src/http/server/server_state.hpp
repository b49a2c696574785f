#pragma once

#include "http/server/open_connections.hpp"
#include "http/server/workspace_cache.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/http/router.hpp"
#include "bounce/http/server_options.hpp"
#include "bounce/net/tcp_listener.hpp"
#include "bounce/runtime/join_handle.hpp"
#include "bounce/runtime/sync/notify.hpp"
#include "bounce/runtime/sync/semaphore.hpp"

#include <memory>
#include <optional>

namespace bounce::http::detail {

/// What the tasks of a server share; it lives as long as any of them or the server object.
class server_state {
public:
    server_state(router r, server_options o, net::tcp_listener l)
        : routes{std::move(r)},
          options{std::move(o)},
          listener{std::move(l)},
          address{listener.local_address()},
          slots{options.max_connections},
          workspaces{options} {}

    /// Tells who is responsible; see server_options::on_error.
    void report(const error& why, std::string_view where) const noexcept;

    const router routes;
    const server_options options;
    net::tcp_listener listener;  // used by the accepting task alone
    const minimio::socket_address address;

    semaphore slots;    // a permit for each connection that may be open
    notify slot_freed;  // a connection has ended
    open_connections open;
    workspace_cache workspaces;

    semaphore stop_asked{0};  // closed when the server is to stop,
    semaphore ended{0};       // and when it has ended: what waits for a permit then goes on
    atomic<bool> stop_claimed{false};  // true: somebody was first to ask, and writes cut_at
    atomic<time_point::rep> cut_at{
        0};                      // when to cut connections; written once, before stop_asked closes
    atomic<std::size_t> cut{0};  // how many were; written before ended closes
};

}  // namespace bounce::http::detail
