#include "bounce/http/client.hpp"

#include "http/client/client_exchange.hpp"

#include "bounce/data/json/parse.hpp"
#include "bounce/net/connect.hpp"
#include "bounce/net/detail/connection_access.hpp"
#include "bounce/runtime/timeout.hpp"

#include <utility>

namespace bounce::http {

namespace detail {

namespace {

using state_pointer = std::shared_ptr<client_state>;
using exchange_pointer = std::unique_ptr<client_exchange>;

/// The error with what was asked, unless it is the caller's own doing.
error about(const client_request& request, error why) {
    if (why == errc::cancelled) return why;
    return std::move(why).in(request.method.text(), request.url);
}

result<url> parse_url(const client_request& request) {
    auto parsed = url::parse(request.url);
    if (!parsed) return parsed;
    if (parsed->scheme() == "https")
        return error{errc::unsupported}.in(
            "TLS is not part of this build, so only http URLs can be asked");
    if (parsed->scheme() != "http")
        return error{errc::unsupported}.in("only http URLs can be asked");
    if (!parsed->user_info().empty())
        return error{errc::invalid_argument}.in(
            "credentials do not belong into the URL; set Authorization");
    return parsed;
}

task<result<client_state::connection>> connect(state_pointer client, const url& to) {
    auto connected = co_await timeout(client->options.connect_timeout,
                                      net::connect(std::string(to.host()), to.port()));
    if (connected) co_return net::detail::connection_access::share(*connected);
    if (connected.error() == errc::timed_out)
        co_return std::move(connected).error().in("connect", server_of(to));
    co_return std::move(connected).error();
}

/// Asks once, without following anything.
task<result<exchange_pointer>> exchange(state_pointer client, const client_request& request,
                                        const url& to) {
    if (auto kept = client->take(server_of(to))) {
        auto made =
            std::make_unique<client_exchange>(client, std::move(kept), true, request.method, to);
        auto answered = co_await made->run(request);
        if (answered) co_return made;
        const bool again = made->died_in_silence() && request.method.is_idempotent() &&
                           answered.error() != errc::cancelled;
        if (!again) co_return std::move(answered).error();
    }
    auto connection = co_await connect(client, to);
    if (!connection) co_return std::move(connection).error();
    auto made = std::make_unique<client_exchange>(client, *std::move(connection), false,
                                                  request.method, to);
    auto answered = co_await made->run(request);
    if (!answered) co_return std::move(answered).error();
    co_return made;
}

/// What to ask next because of a redirect; nothing if the response is the answer.
result<std::optional<url>> redirect(const client_exchange& got, client_request& request,
                                    const url& from) {
    const auto& head = got.head();
    const auto location = head.headers.find("Location");
    const bool changes_method = head.status == status::see_other && request.method != method::head;
    if (!is_redirect(head.status) || !location) return std::optional<url>{};
    if (!changes_method && request.method != method::get && request.method != method::head)
        return std::optional<url>{};
    auto to = from.resolve(*location);
    if (!to) return std::move(to).error().in("follow the redirect to", *location);
    if (changes_method) {
        request.method = method::get;
        request.body.clear();
        request.headers.erase("Content-Type");
    }
    if (to->origin() != from.origin())
        for (const auto* secret : {"Authorization", "Cookie", "Proxy-Authorization"})
            request.headers.erase(secret);
    request.url = to->text();
    return std::optional<url>{*std::move(to)};
}

task<result<exchange_pointer>> follow(state_pointer client, client_request& request) {
    for (unsigned followed = 0;; ++followed) {
        auto to = parse_url(request);
        if (!to) co_return std::move(to).error();
        auto got = co_await exchange(client, request, *to);
        if (!got || client->options.max_redirects == 0) co_return got;
        auto next = redirect(**got, request, *to);
        if (!next) co_return std::move(next).error();
        if (!*next) co_return got;
        if (followed == client->options.max_redirects)
            co_return error{errc::limit_exceeded}.in("follow more than " +
                                                     std::to_string(followed) + " redirects");
    }
}

/// As `follow`, with errors that say what was asked at first.
operation<exchange_pointer> begin(state_pointer client, client_request request) {
    const client_request asked{request.method, request.url};
    auto got = co_await follow(std::move(client), request);
    if (!got) co_return about(asked, std::move(got).error());
    co_return got;
}

operation<client_response> gather(state_pointer client, client_request request) {
    const auto limit = client->options.max_body_bytes;
    auto got = co_await begin(std::move(client), std::move(request));
    if (!got) co_return std::move(got).error();
    client_response answer;
    answer.status = (*got)->head().status;
    answer.url = (*got)->url_text();
    auto body = co_await body_reader(**got).read_all(limit);
    if (!body) co_return std::move(body).error();
    answer.headers = (*got)->head().headers;
    answer.body = *std::move(body);
    co_return answer;
}

/// The deadline of the whole. What ran out of time inside has said so already.
template <class T>
operation<T> within(nanoseconds limit, client_request asked, operation<T> work) {
    auto done = co_await timeout(limit, std::move(work));
    if (!done && done.error() == errc::timed_out && done.error().context().empty())
        co_return about(asked, errc::timed_out);
    co_return done;
}

operation<client_response> send(state_pointer client, client_request request) {
    const auto limit = client->options.timeout;
    client_request asked{request.method, request.url};
    return within(limit, std::move(asked), gather(std::move(client), std::move(request)));
}

operation<response_stream> open(state_pointer client, client_request request) {
    const auto limit = client->options.timeout;
    client_request asked{request.method, request.url};
    auto got =
        co_await within(limit, std::move(asked), begin(std::move(client), std::move(request)));
    if (!got) co_return std::move(got).error();
    co_return response_stream(*std::move(got));
}

client_request make_post(std::string url, std::string body, std::string_view content_type) {
    client_request request{method::post, std::move(url), std::move(body)};
    request.headers.set("Content-Type", content_type);
    return request;
}

state_pointer single_use(client_options options) {
    options.max_idle_connections = 0;
    return std::make_shared<client_state>(std::move(options));
}

}  // namespace

}  // namespace detail

client::client(client_options options)
    : state_{std::make_shared<detail::client_state>(std::move(options))} {}

operation<client_response> client::send(client_request request) {
    return detail::send(state_, std::move(request));
}
operation<client_response> client::get(std::string url) {
    return detail::send(state_, client_request{method::get, std::move(url)});
}
operation<client_response> client::post(
    std::string url, std::string body,
    // NOLINTNEXTLINE(performance-unnecessary-value-param): owned
    std::string content_type) {
    return detail::send(state_, detail::make_post(std::move(url), std::move(body), content_type));
}
operation<response_stream> client::open(client_request request) {
    return detail::open(state_, std::move(request));
}
std::size_t client::idle_connections() const { return state_->idle(); }

operation<client_response> send(client_request request, client_options options) {
    return detail::send(detail::single_use(std::move(options)), std::move(request));
}
operation<client_response> get(std::string url, client_options options) {
    return send(client_request{method::get, std::move(url)}, std::move(options));
}
operation<client_response> post(std::string url, std::string body, client_options options) {
    return send(detail::make_post(std::move(url), std::move(body), "application/octet-stream"),
                std::move(options));
}

result<json::value> client_response::json() const {
    return json::parse(body).in("read the JSON of", url);
}

response_stream::response_stream(std::unique_ptr<detail::client_exchange> exchange) noexcept
    : exchange_{std::move(exchange)}, body_{*exchange_} {}
response_stream::response_stream(response_stream&&) noexcept = default;
response_stream& response_stream::operator=(response_stream&&) noexcept = default;
response_stream::~response_stream() = default;

http::status response_stream::status() const noexcept { return exchange_->head().status; }
const headers& response_stream::headers() const noexcept { return exchange_->head().headers; }
const std::string& response_stream::url() const noexcept { return exchange_->url_text(); }

}  // namespace bounce::http
