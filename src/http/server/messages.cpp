#include "bounce/data/json/write.hpp"
#include "bounce/data/url.hpp"
#include "bounce/http/handler.hpp"
#include "bounce/http/request.hpp"
#include "bounce/http/response.hpp"

#include <utility>

namespace bounce::http {

namespace {

response with_type(std::string content, status s, std::string_view type) {
    response made{s, std::move(content)};
    made.headers.set("Content-Type", type);
    return made;
}

}  // namespace

std::string_view request::param(std::string_view name) const noexcept {
    for (const auto& [known, value] : params_)
        if (known == name) return value;
    return {};
}

std::optional<std::string> request::query(std::string_view name) const {
    if (target().find('?') == std::string_view::npos) return std::nullopt;
    const auto parsed = url::parse_target(target());
    return parsed ? parsed->parameter(name) : std::nullopt;
}

response response::text(std::string content, http::status s) {
    return with_type(std::move(content), s, "text/plain; charset=utf-8");
}

response response::html(std::string content, http::status s) {
    return with_type(std::move(content), s, "text/html; charset=utf-8");
}

response response::json(const json::value& content, http::status s) {
    return with_type(json::write(content), s, "application/json");
}

response response::redirect(std::string_view location, http::status s) {
    response made{s};
    made.headers.set("Location", location);
    return made;
}

response response::stream(body_function write) {
    response made;
    made.write_ = std::move(write);
    return made;
}

response response::stream(std::uint64_t size, body_function write) {
    response made = stream(std::move(write));
    made.size_ = size;
    return made;
}

task<handler::answer> handler::receive(oneshot_receiver<answer> from) {
    auto received = co_await from.receive();
    if (received) co_return *std::move(received);
    if (received.error() == errc::closed)
        co_return error{errc::closed}.in("answer: the responder was dropped without an answer");
    co_return std::move(received).error();
}

}  // namespace bounce::http
