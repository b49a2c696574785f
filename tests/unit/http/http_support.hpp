#pragma once

#include "in_runtime.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/http/client.hpp"
#include "bounce/http/server.hpp"
#include "bounce/net/connect.hpp"
#include "bounce/net/tcp_listener.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/timeout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the tests of http share: servers and clients in one process, on the loopback interface and on
// ports that the system chooses.
namespace bounce::http_test {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using http::request;
using http::response;

using namespace test_support;

inline constexpr mode every_mode[] = {
    {.name = "loop"}, {.name = "workers4", .kind = flavour::multi_thread, .workers = 4}};

/// What a server complains of, from any thread.
class complaints {
public:
    void add(const error& why, std::string_view where) {
        const lock_guard<os_mutex> guard{mutex_};
        texts_.push_back(std::string(where).append(": ").append(why.message()));
    }
    [[nodiscard]] std::vector<std::string> texts() const {
        const lock_guard<os_mutex> guard{mutex_};
        return texts_;
    }

private:
    mutable os_mutex mutex_;
    std::vector<std::string> texts_;
};

/// Options for a test: a port that the system chooses, and complaints go to a list, or fail the test.
[[nodiscard]] inline http::server_options quiet(complaints* to = nullptr) {
    http::server_options options;
    options.address.set_port(0);
    options.on_error = [to](const error& why, std::string_view where) {
        if (to == nullptr)
            ADD_FAILURE() << where << ": " << why.message();
        else
            to->add(why, where);
    };
    return options;
}

[[nodiscard]] inline std::string url_of(const http::server& server, std::string_view target = "/") {
    return "http://" + server.address().to_string() + std::string(target);
}

/// Everything up to the end of the stream, without the Date fields, which no test can know.
inline task<result<std::string>> read_to_end(net::tcp_stream& from) {
    std::string all;
    std::array<std::byte, 4096> buffer;
    for (;;) {
        const auto count = co_await co_await from.read(buffer);
        if (count == 0) break;
        all += as_text(bytes_view(buffer).first(count));
    }
    for (std::size_t at; (at = all.find("Date: ")) != std::string::npos;) all.erase(at, 37);
    co_return all;
}

/// What a server answers to these bytes, until it closes the connection.
inline task<result<std::string>> tell(const http::server& server, std::string bytes) {
    auto stream = co_await co_await net::connect(server.address());
    co_await co_await stream.write_all(as_bytes(bytes));
    co_return co_await read_to_end(stream);
}

/// Reads until this many bytes have come after what is there, or the text ends with `end`.
inline task<result<std::string>> read_until(net::tcp_stream& from, std::string_view end) {
    std::string all;
    std::array<std::byte, 1> one;
    while (!all.ends_with(end)) {
        const auto count = co_await co_await from.read(one);
        if (count == 0) co_return error{errc::end_of_input}.in("read after", all);
        all += as_text(one);
    }
    co_return all;
}

inline std::string get_and_close(std::string_view target) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
}

/// Routes that many tests use.
inline http::router simple_routes() {
    http::router routes;
    routes.get("/", [](request&) { return response::text("root"); });
    routes.get("/users/:id",
               [](request& r) { return response::text("user " + std::string(r.param("id"))); });
    routes.post("/length", [](request& r) -> task<result<response>> {
        const std::string body = co_await co_await r.read_body();
        co_return response::text(std::to_string(body.size()));
    });
    routes.post("/echo", [](request& r) {
        auto write = [&r](http::body_writer& out) -> task<result<void>> {
            for (;;) {
                const bytes_view piece = co_await co_await r.body().next();
                if (piece.empty()) co_return {};
                co_await co_await out.write(piece);
            }
        };
        return response::stream(std::move(write));
    });
    return routes;
}

}  // namespace bounce::http_test
