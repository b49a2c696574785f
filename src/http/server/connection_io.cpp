#include "http/server/server_connection.hpp"

#include "bounce/net/detail/tcp_attempts.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/sleep.hpp"

#include <utility>

namespace bounce::http {

/// Reads into the workspace, which must have been used up. 0: the peer sends no more.
task<result<std::size_t>> server_connection::read_input(time_point deadline) {
    const bytes_span room{space_->input};
    for (;;) {
        auto first =
            co_await select(net::detail::read_attempt(*connection_, room), sleep_until(deadline));
        if (first.index() == 1) co_return errc::timed_out;
        auto& count = std::get<0>(first);
        if (!count && count.error() == errc::would_block) continue;
        unread_ = room.first(count ? *count : 0);
        co_return std::move(count);
    }
}

task<result<void>> server_connection::write_pieces(std::span<bytes_view> pieces) {
    net::detail::drop_front(pieces, 0);
    while (!pieces.empty()) {
        // What the system takes at once needs no timer.
        net::detail::write_attempt at_once(*connection_, pieces);
        if (at_once.try_now()) {
            const auto count = at_once.take();
            if (!count) co_return count.error();
            net::detail::drop_front(pieces, *count);
            continue;
        }
        const auto begin = now();
        auto first = co_await select(net::detail::write_attempt(*connection_, pieces),
                                     sleep_until(saturating_add(begin, patience_.left())));
        if (first.index() == 1) co_return errc::timed_out;
        const auto& count = std::get<0>(first);
        if (!count && count.error() != errc::would_block) co_return count.error();
        patience_.waited(now() - begin, count ? *count : 0);
        if (count) net::detail::drop_front(pieces, *count);
    }
    co_return {};
}

/// Sends what was gathered.
task<bool> server_connection::flush() {
    if (space_->output.empty()) co_return true;
    bytes_view all = as_bytes(space_->output);
    const std::span<bytes_view> pieces{&all, 1};
    const auto written = co_await write_pieces(pieces);
    space_->output.clear();
    if (!written) peer_failed_ = true;
    co_return written.has_value();
}

std::optional<std::uint64_t> server_connection::body_size() const noexcept {
    return space_->parser.body_size();
}

std::string server_connection::describe() const {
    return std::string{head().method.text()}.append(" ").append(head().target);
}

void server_connection::body_too_large() noexcept {
    refusal_ = status::content_too_large;
    body_failure_ = errc::limit_exceeded;
}

error server_connection::fail_body(status answer, const error& why) {
    refusal_ = answer;
    body_failure_ = why.in("read the body of", describe());
    return *body_failure_;
}

/// What the bytes that are there make of the body; nothing if they are used up.
std::optional<result<bytes_view>> server_connection::parse_body() {
    if (body_failure_) return *body_failure_;
    if (body_done_) return bytes_view{};
    const auto step = space_->parser.parse(unread_);
    if (!step) return fail_body(space_->parser.refusal(), step.error());
    unread_ = unread_.subspan(step->consumed);
    if (step->event == parse_event::need_more) return std::nullopt;
    body_done_ = step->event == parse_event::message_complete;
    body_received_ += step->body.size();
    return step->body;
}

task<result<bytes_view>> server_connection::next_piece() {
    for (;;) {
        if (auto piece = parse_body()) co_return *std::move(piece);
        if (std::exchange(wants_continue_, false) && body_received_ == 0)
            space_->output += "HTTP/1.1 100 Continue\r\n\r\n";
        if (!co_await flush()) co_return fail_body(status::bad_request, errc::closed);

        const auto begin = now();
        auto arrived = co_await read_input(saturating_add(begin, patience_.left()));
        if (!arrived && arrived.error() == errc::cancelled) co_return errc::cancelled;
        if (!arrived)
            co_return fail_body(
                arrived.error() == errc::timed_out ? status::request_timeout : status::bad_request,
                std::move(arrived).error());
        if (*arrived == 0) co_return fail_body(status::bad_request, errc::end_of_input);
        patience_.waited(now() - begin, *arrived);
    }
}

}  // namespace bounce::http
