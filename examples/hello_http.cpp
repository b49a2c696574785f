// A small HTTP server.
//
//     hello_http [--listen ADDRESS:PORT]     default 127.0.0.1:8080; port 0: the system chooses
//     hello_http --self-test                 serves itself, asks itself everything below, and ends
//
//     curl http://127.0.0.1:8080/hello/world
//     curl --data-binary @file http://127.0.0.1:8080/echo
//     curl http://127.0.0.1:8080/slow/2000
#include "bounce/http/client.hpp"
#include "bounce/http/server.hpp"
#include "bounce/runtime/callbacks.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/runtime/sleep.hpp"

#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>

using namespace bounce;

namespace {

constexpr std::int64_t slowest_ms = 60'000;
constexpr seconds grace{5};

http::response say_hello(http::request& request) {
    return http::response::text("Hello, " + std::string{request.param("name")} + "!\n");
}

/// Sends every piece of the body back as it comes: a client that does not read makes us stop reading.
http::response echo(http::request& request) {
    auto write = [&request](http::body_writer& out) -> task<result<void>> {
        for (;;) {
            const bytes_view piece = co_await co_await request.body().next();
            if (piece.empty()) co_return {};
            co_await co_await out.write(piece);
        }
    };
    return http::response::stream(std::move(write));
}

task<result<http::response>> answer_slowly(http::request& request) {
    const auto text = request.param("ms");
    std::int64_t ms = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), ms);
    if (failure != std::errc{} || end != text.data() + text.size() || ms < 0 || ms > slowest_ms)
        co_return http::response::text("milliseconds, 0 to 60000\n", http::status::bad_request);
    const milliseconds wait{ms};
    co_await co_await sleep(wait);
    co_return http::response::text("after " + std::to_string(ms) + " ms\n");
}

http::router make_routes() {
    http::router routes;
    routes.get("/", [](http::request&) { return http::response::text("Hello, World!"); });
    routes.get("/hello/:name", say_hello);
    routes.post("/echo", echo);
    routes.get("/slow/:ms", answer_slowly);
    return routes;
}

task<result<void>> serve(http::server_options options) {
    auto server = co_await http::server::start(make_routes(), std::move(options));
    std::printf("listening on http://%s\n", server.address().to_string().c_str());
    std::fflush(stdout);
    co_return co_await server.ended();
}

result<void> expect(const result<http::client_response>& got, std::string_view wanted) {
    if (!got) return got.error();
    if (got->body == wanted) return {};
    return error{errc::malformed}.in("expect \"" + std::string{wanted} + "\", got \"" + got->body +
                                     "\"");
}

task<result<void>> test_itself() {
    http::server_options options;
    options.address.set_port(0);
    auto server = co_await http::server::start(make_routes(), options);
    const std::string here = "http://" + server.address().to_string();
    http::client client;
    const std::string long_text(300'000, 'x');

    auto hello = co_await client.get(here + "/");
    co_await expect(hello, "Hello, World!");
    auto by_name = co_await client.get(here + "/hello/J%C3%B6rg");
    co_await expect(by_name, "Hello, J\xC3\xB6rg!\n");
    auto echoed = co_await client.post(here + "/echo", long_text);
    co_await expect(echoed, long_text);
    auto slow = co_await client.get(here + "/slow/20");
    co_await expect(slow, "after 20 ms\n");
    auto missing = co_await client.get(here + "/nowhere");
    if (!missing || missing->status != http::status::not_found)
        co_return error{errc::malformed}.in("expect 404 for /nowhere");
    co_await co_await server.stop(grace);
    std::puts("all answers are right");
    co_return {};
}

int fail(std::string_view why) {
    std::fprintf(stderr, "hello_http: %.*s\n", static_cast<int>(why.size()), why.data());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    http::server_options options;
    bool self_test = false;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--self-test") {
            self_test = true;
        } else if (argument == "--listen" && i + 1 < argc) {
            auto address = minimio::socket_address::parse(argv[++i]);
            if (!address) return fail(address.error().message());
            options.address = *address;
        } else {
            std::fputs("usage: hello_http [--listen ADDRESS:PORT | --self-test]\n", stderr);
            return 2;
        }
    }
    auto rt = runtime::create();
    if (!rt) return fail(rt.error().message());
    auto ended = rt->block_on(self_test ? test_itself() : serve(options));
    return ended ? 0 : fail(ended.error().message());
}
