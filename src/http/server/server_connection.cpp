#include "http/server/server_connection.hpp"

#include "bounce/net/detail/tcp_attempts.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"

#include <utility>

namespace bounce::http {

server_connection::server_connection(detail::server_state& server,
                                     std::shared_ptr<net::detail::tcp_connection> connection)
    : server_{server},
      connection_{std::move(connection)},
      entry_{server.open, connection_->socket},
      patience_{server.options.body_timeout, server.options.min_bytes_per_second} {}

task<void> server_connection::run() {
    const auto number = static_cast<std::size_t>(connection_->io.id());
    auto deadline = saturating_add(now(), server_.options.header_timeout);
    for (;;) {
        if (!entry_.become_idle()) co_return;
        const bool arrived = co_await wait_for_request(deadline);
        if (!entry_.become_busy() || !arrived) co_return;

        space_ = server_.workspaces.take(number);
        const verdict v = co_await serve_what_arrived();
        if (v == verdict::linger) co_await linger();
        if (v != verdict::idle) co_return;
        server_.workspaces.give_back(number, std::move(space_));
        deadline = saturating_add(now(), server_.options.idle_timeout);
    }
}

task<bool> server_connection::wait_for_request(time_point deadline) {
    auto first =
        co_await select(net::detail::readable_attempt(*connection_), sleep_until(deadline));
    co_return first.index() == 0 && std::get<0>(first).has_value();
}

task<server_connection::verdict> server_connection::serve_what_arrived() {
    unread_ = {};
    auto arrived = co_await read_input(saturating_add(now(), server_.options.header_timeout));
    if (!arrived || *arrived == 0) co_return verdict::close;
    for (;;) {
        verdict v = co_await read_head();
        if (v == verdict::next) v = co_await serve_request();
        if (v == verdict::next) continue;
        co_return co_await flush() ? v : verdict::close;
    }
}

/// Takes what has arrived, and more if that ends in the middle of a head.
task<server_connection::verdict> server_connection::read_head() {
    auto& parser = space_->parser;
    std::optional<time_point> deadline;
    for (;;) {
        const auto step = parser.parse(unread_);
        if (!step) co_return refuse(parser.refusal(), step.error().message());
        unread_ = unread_.subspan(step->consumed);
        if (step->event == parse_event::head) co_return verdict::next;
        if (!parser.inside_message()) co_return verdict::idle;

        if (!deadline) deadline = saturating_add(now(), server_.options.header_timeout);
        if (!co_await flush()) co_return verdict::close;
        const auto arrived = co_await read_input(*deadline);
        if (!arrived && arrived.error() == errc::timed_out)
            co_return refuse(status::request_timeout, "the header did not arrive in time");
        if (!arrived || *arrived == 0) co_return verdict::close;
    }
}

/// An answer to something that is no request, or none that we take.
server_connection::verdict server_connection::refuse(status s, std::string_view why) {
    keep_alive_ = false;
    auto answer =
        response::text(std::string{reason_phrase(s)}.append(": ").append(why).append("\n"), s);
    static_cast<void>(append_fixed(answer));
    return verdict::linger;
}

/// Closing a socket that holds unread bytes resets the connection, and a reset may overtake the answer.
/// So: say that nothing more comes, and take in what the peer still sends, within limits.
task<void> server_connection::linger() {
    static_cast<void>(connection_->socket.shutdown(minimio::shutdown_side::write));
    const auto deadline = saturating_add(now(), limits::http_linger_timeout);
    for (std::size_t taken = 0; taken < limits::http_drain_bytes;) {
        const auto arrived = co_await read_input(deadline);
        if (!arrived || *arrived == 0) break;
        taken += *arrived;
    }
}

}  // namespace bounce::http
