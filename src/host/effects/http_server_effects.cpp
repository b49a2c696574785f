#include "host/effects/arguments.hpp"
#include "host/effects/http_message.hpp"
#include "host/effects/listen_at.hpp"
#include "script/values/walks.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/http/server.hpp"
#include "bounce/runtime/sync/notify.hpp"
#include "bounce/runtime/sync/oneshot.hpp"

#include <deque>

namespace bounce::host {

namespace {

constexpr std::string_view server_type = "http::server";
constexpr std::string_view reply_type = "http::reply";

/// The answer that a script still owes. Dropping it answers 500.
struct reply {
    explicit reply(oneshot_sender<result<http::response>> sender) : to{std::move(sender)} {}
    oneshot_sender<result<http::response>> to;
};

struct incoming {
    std::string method;
    std::string target;
    std::string path;
    http::headers headers;
    std::string body;
    std::shared_ptr<reply> answer;
};

/// Requests that no fiber has accepted yet: as many as there are connections.
class request_queue {
public:
    void put(incoming request) {
        {
            const std::lock_guard hold{lock_};
            waiting_.push_back(std::move(request));
        }
        arrived_.notify_one();
    }
    operation<incoming> take() {
        for (;;) {
            if (auto found = try_take()) co_return *std::move(found);
            const result<void> waited = co_await arrived_.wait();
            if (!waited) co_return waited.error();
        }
    }

private:
    std::optional<incoming> try_take() {
        const std::lock_guard hold{lock_};
        if (waiting_.empty()) return std::nullopt;
        incoming first = std::move(waiting_.front());
        waiting_.pop_front();
        if (!waiting_.empty()) arrived_.notify_one();  // several fibers may accept
        return first;
    }

    std::mutex lock_;  // guards waiting_
    std::deque<incoming> waiting_;
    notify arrived_;
};

struct script_server {
    explicit script_server(http::server listening, std::shared_ptr<request_queue> queue)
        : server{std::move(listening)}, requests{std::move(queue)} {}
    http::server server;
    std::shared_ptr<request_queue> requests;
};

task<result<http::response>> hand_over(std::shared_ptr<request_queue> queue, http::request& from) {
    auto body = co_await from.read_body();
    if (!body) co_return body.error();
    auto [sender, receiver] = make_oneshot<result<http::response>>();
    incoming request;
    request.method = from.method().text();
    request.target = from.target();
    request.path = from.path();
    request.headers = from.headers();
    request.body = *std::move(body);
    request.answer = std::make_shared<reply>(std::move(sender));
    queue->put(std::move(request));
    auto answered = co_await receiver.receive();
    if (!answered) co_return answered.error().in("the script dropped the request");
    co_return *std::move(answered);
}

task<answer> listen(std::string where) {
    auto address = co_await listen_at(std::move(where));
    if (!address) co_return answer{address.error()};
    auto queue = std::make_shared<request_queue>();
    http::router routes;
    routes.fallback([queue](http::request& r) { return hand_over(queue, r); });
    http::server_options options;
    options.address = *address;
    auto server = http::server::start(std::move(routes), options);
    if (!server) co_return answer{server.error()};
    auto made = std::make_shared<script_server>(*std::move(server), std::move(queue));
    co_return answer{[made = std::move(made)](script::heap_account& heap) {
        return script::make_host_handle(&heap, std::string{server_type}, made);
    }};
}

value as_map(const incoming& request, script::heap_account& heap) {
    value map = script::make_map(&heap);
    const std::size_t question = request.target.find('?');
    set(map, heap, "method", script::make_string(&heap, request.method));
    set(map, heap, "path", text_or_blob(heap, request.path));
    set(map, heap, "query",
        text_or_blob(heap, question == std::string::npos
                               ? std::string_view{}
                               : std::string_view{request.target}.substr(question + 1)));
    set(map, heap, "headers", map_of(request.headers, heap));
    set(map, heap, "body", text_or_blob(heap, request.body));
    set(map, heap, "reply",
        script::make_host_handle(&heap, std::string{reply_type}, request.answer));
    return map;
}

}  // namespace

task<answer> accept_request(std::shared_ptr<void> server) {
    const auto queue = std::static_pointer_cast<script_server>(server)->requests;
    auto request = co_await queue->take();
    if (!request) co_return answer{request.error()};
    co_return answer{
        [got = *std::move(request)](script::heap_account& heap) { return as_map(got, heap); }};
}

namespace {

/// `request.respond(x)`: x is a map with status, headers and body, or the body itself.
script::fallible<value> respond(script::native_context&, script::native_arguments a, const void*) {
    const value* handle = script::as<script::map_object>(a[0]).find("reply");
    const auto owed = handle == nullptr ? nullptr : resource_of<reply>(*handle, reply_type);
    if (owed == nullptr) {
        return script::fail(script::error_kind::mismatch_data_type,
                            "respond: expected a request that a server accepted");
    }
    http::response response;
    const value* body = &a[1];
    const bool described = a[1].is_map() && script::as<script::map_object>(a[1]).find("status");
    if (described) {
        const auto& options = script::as<script::map_object>(a[1]);
        const value& status = *options.find("status");
        if (!status.is_int() || status.as_int() < 200 || status.as_int() > 999) {
            return script::fail(script::error_kind::mismatch_data_type,
                                "respond: the status is a number from 200 to 999");
        }
        response.status = static_cast<http::status>(status.as_int());
        const value* headers = options.find("headers");
        if (headers != nullptr && headers->is_map()) {
            if (auto wrong = add_fields(response.headers, *headers))
                return script::fail(script::error_kind::mismatch_data_type, "respond: " + *wrong);
        }
        body = options.find("body");
    }
    if (body != nullptr) {
        if (auto set = set_body(response.headers, response.body, *body); !set)
            return std::unexpected{std::move(set).error()};
    }
    if (!owed->to) {
        return script::fail(script::error_kind::runtime,
                            "respond: this request has been answered already");
    }
    // That the client has gone meanwhile is its own affair.
    return value::boolean(owed->to.send(result<http::response>{std::move(response)}).has_value());
}

}  // namespace

std::optional<std::string> address_of_server(const value& handle) {
    const auto server = resource_of<script_server>(handle, server_type);
    if (server == nullptr) return std::nullopt;
    return server->server.address().to_string();
}

std::shared_ptr<void> server_of(const value& handle) {
    return resource_of<script_server>(handle, server_type);
}

void add_http_server(script::native_table& table) {
    add_effect(table, {"http", "listen", {type::string}, effect_class::local},
               [](environment&, arguments a) -> begun { return listen(text_of(a[0])); });
    script::native answering;
    answering.name = "respond";
    answering.parameters = {type::map, type::any};
    answering.call = respond;
    table.add(std::move(answering));
}

}  // namespace bounce::host
