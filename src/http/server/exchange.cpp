#include "http/server/server_connection.hpp"
#include "http/server/unhandled.hpp"

#include "bounce/data/url.hpp"

#include <utility>

namespace bounce::http {

namespace {

response plain(status s) { return response::text(std::string{reason_phrase(s)}.append("\n"), s); }

/// What other requests use up, and soon have done with: the client may try again.
bool is_shortage(const error& why) noexcept {
    return why == std::errc::too_many_files_open ||
           why == std::errc::too_many_files_open_in_system || why == std::errc::not_enough_memory ||
           why == std::errc::no_buffer_space;
}
constexpr std::string_view retry_after_s = "1";

/// Can the path of this target be used as it is: in origin form, nothing encoded, no dot segment?
bool is_plain_path(std::string_view path) noexcept {
    return path.starts_with('/') && path.find_first_of("%#") == std::string_view::npos &&
           path.find("/.") == std::string_view::npos;
}

}  // namespace

task<server_connection::verdict> server_connection::serve_request() {
    begin_request();
    const auto& options = server_.options;
    if (head().target.size() > options.max_target_bytes)
        co_return refuse(status::uri_too_long,
                         "more than " + std::to_string(options.max_target_bytes) + " bytes");
    if (!find_path()) co_return refuse(status::bad_request, "the target is malformed");

    auto answer = answer_without_handler();
    if (!answer) {
        const handler& answering = *space_->route.answers;
        if (answering.is_immediate()) {
            answer.emplace(call_now(answering));
        } else {
            answer.emplace(co_await call(answering));
        }
    }
    keep_alive_ = keep_alive_ && will_read_rest() && !server_.open.stopping();
    if (answer->is_stream() || answer->body.size() > detail::workspace::output_bytes) {
        if (!co_await send(*std::move(answer))) co_return verdict::close;
    } else if (!append_fixed(*answer)) {
        co_return verdict::linger;
    }
    if (space_->output.size() >= detail::workspace::output_bytes && !co_await flush())
        co_return verdict::close;
    if (body_done_ && keep_alive_) co_return verdict::next;
    co_return co_await finish_request();
}

void server_connection::begin_request() {
    ++served_;
    body_failure_.reset();
    body_received_ = 0;
    body_done_ = false;
    peer_failed_ = false;
    patience_.restore();
    wants_continue_ = head().expects_continue();
    keep_alive_ = head().keep_alive() && served_ < server_.options.max_requests_per_connection;
    if (body_size() == 0) static_cast<void>(parse_body());

    auto& r = space_->request;
    r.head_ = &head();
    r.peer_ = &connection_->socket.peer_address();
    r.body_ = body_reader{static_cast<detail::body_source&>(*this)};
    r.max_body_bytes_ = server_.options.max_body_bytes;
    r.params_.clear();
}

/// Finds the path in the target and brings it into normal form.
bool server_connection::find_path() {
    auto& r = space_->request;
    const std::string_view target = head().target;
    const std::string_view path = target.substr(0, target.find('?'));
    if (is_plain_path(path) || path == "*" || head().method == method::connect) {
        r.path_ = path;
        return target.find('#') == std::string_view::npos;
    }
    const auto parsed = url::parse_target(target);
    if (!parsed) return false;
    r.path_text_ = parsed->path();
    r.path_ = r.path_text_;
    return true;
}

std::optional<response> server_connection::answer_without_handler() {
    if (head().headers.contains("Expect") && !head().expects_continue() &&
        head().version == version::http_1_1)
        return plain(status::expectation_failed);
    if (head().method == method::connect) return plain(status::not_implemented);
    auto& r = space_->request;
    auto& route = space_->route;
    if (r.path_ == "*") return response{status::no_content};
    server_.routes.find(head().method, r.path_, route);
    if (route.malformed) return plain(status::bad_request);
    if (route.answers != nullptr) {
        std::swap(r.params_, route.params);
        return std::nullopt;
    }
    if (route.allow.empty()) return plain(status::not_found);
    auto answer = head().method == method::options ? response{status::no_content}
                                                   : plain(status::method_not_allowed);
    answer.headers.set("Allow", route.allow);
    return answer;
}

response server_connection::call_now(const handler& h) {
    try {
        auto answer = h.call_now(space_->request);
        return answer ? *std::move(answer) : answer_to_failure(answer.error());
    } catch (...) {
        return answer_to_exception(std::current_exception());
    }
}

task<response> server_connection::call(const handler& h) {
    try {
        auto answer = co_await h.call(space_->request);
        if (answer) co_return *std::move(answer);
        co_return answer_to_failure(answer.error());
    } catch (...) {
        co_return answer_to_exception(std::current_exception());
    }
}

response server_connection::answer_to_failure(const error& why) {
    if (body_failure_) {
        keep_alive_ = false;
        return plain(refusal_);
    }
    // A connection that is being cut is not the handler's fault.
    if (why != errc::cancelled) server_.report(why, describe());
    if (!is_shortage(why)) return plain(status::internal_server_error);
    response busy = plain(status::service_unavailable);
    busy.headers.set("Retry-After", retry_after_s);
    return busy;
}

response server_connection::answer_to_exception(std::exception_ptr thrown) const {
    detail::give_to_hook(std::move(thrown));
    return plain(status::internal_server_error);
}

/// Is the rest of the body to be read, although nobody wants it, so that the connection can be kept?
bool server_connection::will_read_rest() const noexcept {
    if (body_done_) return true;
    if (body_failure_ || wants_continue_) return false;
    const auto size = body_size();
    return !size || *size - body_received_ <= limits::http_drain_bytes;
}

task<server_connection::verdict> server_connection::finish_request() {
    const auto limit = body_received_ + limits::http_drain_bytes;
    while (!body_done_ && keep_alive_) {
        const auto piece = co_await next_piece();
        if (!piece || body_received_ > limit) co_return verdict::linger;
    }
    if (keep_alive_) co_return verdict::next;
    // A client that announced its end sends nothing more that could be in the way of the answer.
    co_return body_done_ && !head().keep_alive() ? verdict::close : verdict::linger;
}

}  // namespace bounce::http
