#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/http/client_options.hpp"
#include "bounce/net/detail/tcp_connection.hpp"

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>

namespace bounce::http::detail {

/// The options of a client and the connections that it keeps. Shared by the client and its operations.
class client_state {
public:
    using connection = std::shared_ptr<net::detail::tcp_connection>;

    explicit client_state(client_options o) : options{std::move(o)} {}

    const client_options options;

    /// A kept connection to "host:port" that seems to be alive; null if there is none.
    [[nodiscard]] connection take(std::string_view to);
    /// Keeps a connection on which nothing is under way.
    void keep(std::string_view to, connection unused);
    [[nodiscard]] std::size_t idle();

private:
    struct kept {
        kept(std::string_view t, connection c, time_point u)
            : to{t}, unused{std::move(c)}, until{u} {}
        std::string to;
        connection unused;
        time_point until;
    };

    void drop_outdated();

    os_mutex mutex_;        // guards the list
    std::list<kept> kept_;  // the oldest first
};

}  // namespace bounce::http::detail
