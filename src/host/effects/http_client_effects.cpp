#include "host/effects/arguments.hpp"
#include "host/effects/http_message.hpp"
#include "host/effects/modules.hpp"

#include "bounce/http/client.hpp"
#include "bounce/runtime/timeout.hpp"

#include <algorithm>
#include <optional>

namespace bounce::host {

namespace {

task<answer> ask(http::client client, http::client_request request,
                 std::optional<nanoseconds> limit) {
    const std::string what = std::string{request.method.text()} + " " + request.url;
    auto sent =
        co_await timeout(limit.value_or(nanoseconds::max()), client.send(std::move(request)));
    if (!sent) {
        const error why = sent.error() == errc::timed_out ? sent.error().in(what) : sent.error();
        co_return answer{why};
    }
    co_return answer{[got = *std::move(sent)](script::heap_account& heap) {
        value map = script::make_map(&heap);
        set(map, heap, "status", value::integer(http::to_number(got.status)));
        set(map, heap, "headers", map_of(got.headers, heap));
        set(map, heap, "body", text_or_blob(heap, got.body));
        set(map, heap, "url", script::make_string(&heap, got.url));
        return map;
    }};
}

begun send(environment& world, http::client_request request,
           std::optional<nanoseconds> limit = std::nullopt) {
    const std::string key = world.next_key();
    if (!key.empty() && !request.headers.contains("Idempotency-Key"))
        request.headers.set("Idempotency-Key", key);
    return ask(world.http, std::move(request), limit);
}

begun without_body(environment& world, const http::method& method, const value& url) {
    return send(world, http::client_request{method, text_of(url)});
}

begun with_body(environment& world, const http::method& method, const value& url,
                const value& content) {
    http::client_request request{method, text_of(url)};
    if (auto set = set_body(request.headers, request.body, content); !set)
        return std::unexpected{std::move(set).error()};
    return send(world, std::move(request));
}

std::unexpected<script::failure> bad_option(const std::string& what) {
    return script::fail(script::error_kind::mismatch_data_type, "http::request: " + what);
}

/// http::request(#{method, url, headers, body, timeout}).
begun described(environment& world, const value& description) {
    const auto& options = script::as<script::map_object>(description);
    http::client_request request;
    std::optional<nanoseconds> limit;
    std::optional<std::string> wrong;
    const value* body = nullptr;
    options.for_each([&](const value& name, const value& content) {
        if (name.text() == "url" && content.is_string()) {
            request.url = text_of(content);
        } else if (name.text() == "method" && content.is_string()) {
            std::string upper = text_of(content);
            std::ranges::transform(upper, upper.begin(), [](char c) {
                return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            });
            if (auto method = http::method::parse(upper)) {
                request.method = *method;
            } else {
                wrong = "the method " + upper + ": " + method.error().message();
            }
        } else if (name.text() == "headers" && content.is_map()) {
            wrong = add_fields(request.headers, content);
        } else if (name.text() == "body") {
            body = &content;
        } else if (name.text() == "timeout" && content.is_duration() && content.as_duration() > 0) {
            limit = nanoseconds{content.as_duration()};
        } else {
            wrong = "the option `" + text_of(name) + "` is unknown or has the wrong type (" +
                    std::string{script::type_name(content)} +
                    "); there are url, method, headers, body and timeout (a duration)";
        }
    });
    if (wrong) return bad_option(*wrong);
    if (request.url.empty()) return bad_option("the option `url` is missing");
    if (body != nullptr) {
        if (auto set = set_body(request.headers, request.body, *body); !set)
            return std::unexpected{std::move(set).error()};
    }
    return send(world, std::move(request), limit);
}

}  // namespace

void add_http_client(script::native_table& table) {
    add_effect(
        table, {"http", "get", {type::string}, effect_class::read},
        [](environment& w, arguments a) { return without_body(w, http::method::get, a[0]); });
    add_effect(
        table, {"http", "delete", {type::string}, effect_class::write},
        [](environment& w, arguments a) { return without_body(w, http::method::delete_, a[0]); });
    add_effect(
        table, {"http", "post", {type::string, type::any}, effect_class::write},
        [](environment& w, arguments a) { return with_body(w, http::method::post, a[0], a[1]); });
    add_effect(
        table, {"http", "put", {type::string, type::any}, effect_class::write},
        [](environment& w, arguments a) { return with_body(w, http::method::put, a[0], a[1]); });
    add_effect(table, {"http", "request", {type::map}, effect_class::write},
               [](environment& w, arguments a) { return described(w, a[0]); });
}

}  // namespace bounce::host
