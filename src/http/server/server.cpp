#include "bounce/http/server.hpp"

#include "http/server/server_connection.hpp"
#include "http/server/server_state.hpp"

#include "bounce/runtime/select.hpp"
#include "bounce/runtime/shield.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/timeout.hpp"
#include "bounce/runtime/with_group.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <utility>

namespace bounce::http {

namespace detail {

void server_state::report(const error& why, std::string_view where) const noexcept {
    if (options.on_error) {
        options.on_error(why, where);
        return;
    }
    std::string line{"bounce: "};
    line.append(where).append(": ").append(why.message()).append("\n");
    std::fputs(line.c_str(), stderr);
}

namespace {

task<void> serve(server_state& server, minimio::tcp_stream socket, semaphore_permits slot) {
    std::exception_ptr thrown;
    try {
        // Here, not where it was accepted: the connection belongs to the worker that runs this.
        auto connection = net::detail::tcp_connection::make(std::move(socket));
        if (connection) {
            server_connection serving{server, *std::move(connection)};
            co_await serving.run();
        } else {
            server.report(connection.error(), "serve a connection");
        }
    } catch (...) {
        thrown = std::current_exception();
    }
    // No connection takes the others down with it.
    if (thrown) server.report(errc::limit_exceeded, "out of memory while serving a connection");
    slot.release();
    server.slot_freed.notify_one();
}

/// Nobody is told more than once about a lack of descriptors, however long it lasts.
class accept_trouble {
public:
    void note(const server_state& server, const error& why) {
        if (!std::exchange(reported_, true)) server.report(why, "http server");
    }
    void over() noexcept { reported_ = false; }

private:
    bool reported_ = false;
};

task<void> accept_connections(server_state& server, task_group& group) {
    accept_trouble trouble;
    for (;;) {
        auto slot = co_await server.slots.acquire();
        if (!slot) co_return;
        auto socket = co_await server.listener.accept_socket();
        if (socket) {
            trouble.over();
            static_cast<void>(socket->set_nodelay(true));
            group.spawn(serve(server, *std::move(socket), *std::move(slot)), "http connection")
                .detach();
            continue;
        }
        if (socket.error() == errc::cancelled || socket.error() == errc::closed) co_return;
        // Trying again at once would spin: the connection still waits, and so does the lack.
        trouble.note(server, socket.error());
        auto pause = co_await select(server.slot_freed.wait(), sleep(limits::http_accept_pause));
        if (pause.index() == 0 && !std::get<0>(pause)) co_return;
    }
}

/// The body of the group that all tasks of a server are in.
task<void> supervise(server_state& server, task_group& group) {
    auto accepting = group.spawn(accept_connections(server, group), "http accept");
    static_cast<void>(co_await server.stop_asked.acquire());
    accepting.abort();
    // Shielded, because the listener has to stay until nobody waits on it, whatever else ends.
    static_cast<void>(co_await shield(accepting.join()));
    server.listener.close();
    server.open.close_idle();
    // All slots are free when no connection is left.
    const time_point cut_at{nanoseconds{server.cut_at.load(memory_order_relaxed)}};
    auto drained =
        co_await timeout_at(cut_at, server.slots.acquire(server.options.max_connections));
    if (drained) co_return;
    server.cut.store(server.open.size(), memory_order_relaxed);
    group.cancel();
}

task<void> run(std::shared_ptr<server_state> server) {
    auto body = [&](task_group& group) { return supervise(*server, group); };
    static_cast<void>(co_await with_group(std::ref(body)));
    server->stop_asked.close();
    server->ended.close();
}

task<result<void>> wait_for_end(server_state& server) {
    auto waited = co_await server.ended.acquire();
    if (!waited && waited.error() == errc::cancelled) co_return errc::cancelled;
    co_return {};
}

/// Asks the server to stop, unless somebody did before.
void ask_to_stop(server_state& server, nanoseconds grace) {
    if (server.stop_claimed.exchange(true, memory_order_acq_rel)) return;
    server.cut_at.store(saturating_add(now(), grace).time_since_epoch().count(),
                        memory_order_relaxed);
    server.stop_asked.close();
}

operation<std::size_t> stop(std::shared_ptr<server_state> server, nanoseconds grace) {
    ask_to_stop(*server, grace);
    auto waited = co_await wait_for_end(*server);
    if (!waited) co_return std::move(waited).error();
    co_return server->cut.load(memory_order_relaxed);
}

operation<void> until_ended(std::shared_ptr<server_state> server) {
    co_return co_await wait_for_end(*server);
}

}  // namespace

}  // namespace detail

server::server(std::shared_ptr<detail::server_state> state) noexcept : state_{std::move(state)} {}
server::server(server&&) noexcept = default;

server& server::operator=(server&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
}

server::~server() {
    if (state_) detail::ask_to_stop(*state_, nanoseconds::zero());
}

result<server> server::start(router routes, server_options options) {
    if (options.max_connections == 0 || options.max_requests_per_connection == 0)
        return error{errc::invalid_argument}.in("start an http server that may serve nothing");
    auto listener = net::tcp_listener::bind(options.address, options.listen);
    if (!listener) return std::move(listener).error();
    auto state = std::make_shared<detail::server_state>(std::move(routes), std::move(options),
                                                        *std::move(listener));
    spawn(detail::run(state), "http server").detach();
    return server{std::move(state)};
}

const minimio::socket_address& server::address() const noexcept { return state_->address; }
std::size_t server::connections() const noexcept { return state_->open.size(); }
operation<std::size_t> server::stop(nanoseconds grace) { return detail::stop(state_, grace); }
operation<void> server::ended() { return detail::until_ended(state_); }

}  // namespace bounce::http
