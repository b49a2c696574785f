#include "http_support.hpp"

namespace bounce::http_test {

namespace {

class refusing_server : public every_runtime {};
INSTANTIATE_TEST_SUITE_P(http, refusing_server, ::testing::ValuesIn(every_mode), mode_name);

struct refused {
    const char* what;
    std::string request;
    int status;
};

std::vector<refused> refused_requests() {
    const std::string host = "Host: x\r\n";
    return {
        {"no HTTP at all", "hello\r\n\r\n", 400},
        {"a TLS client", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400},
        {"a bare line feed", "GET / HTTP/1.1\nHost: x\n\n", 400},
        {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
        {"two Hosts", "GET / HTTP/1.1\r\n" + host + host + "\r\n", 400},
        {"an obsolete fold", "GET / HTTP/1.1\r\n" + host + "A: b\r\n c\r\n\r\n", 400},
        {"a space before the colon", "GET / HTTP/1.1\r\n" + host + "A : b\r\n\r\n", 400},
        {"both framings",
         "POST /length HTTP/1.1\r\n" + host +
             "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
         400},
        {"two lengths",
         "POST /length HTTP/1.1\r\n" + host + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
         400},
        {"a negative length", "POST /length HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
         400},
        {"a length that is none",
         "POST /length HTTP/1.1\r\n" + host + "Content-Length: 3x\r\n\r\nabc", 400},
        {"another coding",
         "POST /length HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
        {"a bad chunk",
         "POST /length HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
        {"a chunk without its end",
         "POST /length HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400},
        {"version 2", "GET / HTTP/2.0\r\n" + host + "\r\n", 505},
        {"a fragment", "GET /#x HTTP/1.1\r\n" + host + "\r\n", 400},
        {"a broken encoding", "GET /users/%2 HTTP/1.1\r\nConnection: close\r\n" + host + "\r\n",
         400},
        {"too long a target", "GET /" + std::string(200, 'a') + " HTTP/1.1\r\n" + host + "\r\n",
         414},
        {"too long a header",
         "GET / HTTP/1.1\r\n" + host + "A: " + std::string(2000, 'a') + "\r\n\r\n", 431},
        {"a header that never ends", "GET / HTTP/1.1\r\n" + host + "A: " + std::string(50'000, 'a'),
         431},
        {"too many fields",
         [&] {
             std::string request = "GET / HTTP/1.1\r\n" + host;
             for (int i = 0; i < 20; ++i) request += "A: b\r\n";
             return request + "\r\n";
         }(),
         431},
        {"a tunnel", "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\nConnection: close\r\n\r\n", 501},
    };
}

// Each is answered, and the answer arrives although bytes of the request are still under way.
TEST_P(refusing_server, answers_what_is_no_request_and_disconnects) {
    run([]() -> task<result<void>> {
        auto options = quiet();
        options.max_header_bytes = 1000;
        options.max_header_fields = 10;
        options.max_target_bytes = 100;
        auto serving = co_await http::server::start(simple_routes(), options);
        for (const auto& each : refused_requests()) {
            const std::string rest(each.status == 400 ? 3000 : 0, 'z');
            const auto got = co_await tell(serving, each.request + rest);
            EXPECT_TRUE(got.has_value()) << each.what << ": " << (got ? "" : got.error().message());
            if (!got) continue;
            EXPECT_THAT(*got, StartsWith("HTTP/1.1 " + std::to_string(each.status) + " "))
                << each.what;
            EXPECT_THAT(*got, HasSubstr("Connection: close\r\n")) << each.what;
            EXPECT_EQ(got->find("HTTP/1.1 ", 1), std::string::npos)
                << each.what << ": more than one answer";
        }
        co_return {};
    });
}

TEST_P(refusing_server, what_came_before_is_answered_first) {
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        const auto got =
            co_await co_await tell(serving, "GET / HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n");
        EXPECT_THAT(got, AllOf(StartsWith("HTTP/1.1 200 OK\r\n"),
                               HasSubstr("rootHTTP/1.1 400 Bad Request\r\n")));
        co_return {};
    });
}

TEST_P(refusing_server, limits_hold_to_the_byte) {
    run([]() -> task<result<void>> {
        auto options = quiet();
        options.max_target_bytes = 10;
        options.max_body_bytes = 10;
        auto serving = co_await http::server::start(simple_routes(), options);
        const auto too_long = co_await co_await tell(serving, get_and_close("/users/7890"));
        EXPECT_THAT(too_long, StartsWith("HTTP/1.1 414"));
        const auto just_fits = co_await co_await tell(serving, get_and_close("/users/789"));
        EXPECT_THAT(just_fits, EndsWith("user 789"));
        for (const auto* framing : {"length", "chunks"}) {
            for (const std::size_t size : {std::size_t{10}, std::size_t{11}}) {
                const std::string body(size, 'b');
                const std::string request =
                    framing == std::string_view("length")
                        ? "Content-Length: " + std::to_string(size) + "\r\n\r\n" + body
                        : "Transfer-Encoding: chunked\r\n\r\n4\r\nbbbb\r\n" +
                              std::string(size == 10 ? "6" : "7") + "\r\n" + body.substr(4) +
                              "\r\n0\r\n\r\n";
                const auto got = co_await co_await tell(
                    serving, "POST /length HTTP/1.1\r\nHost: x\r\n" +
                                 std::string(size == 10 ? "Connection: close\r\n" : "") + request);
                if (size == 10)
                    EXPECT_THAT(got, EndsWith("10")) << framing;
                else
                    EXPECT_THAT(got, StartsWith("HTTP/1.1 413 Content Too Large\r\n")) << framing;
            }
        }
        co_return {};
    });
}

// --- time ----------------------------------------------------------------------------------------------

struct stalling {
    const char* what;
    std::string request;
    const char* answer;
    seconds after;
};

TEST(stalling_client, is_answered_and_disconnected_in_time) {
    const stalling cases[] = {
        {"says nothing", "", "", limits::http_header_timeout},
        {"says half a header", "GET / HTTP/1.1\r\nHost: x\r\n", "HTTP/1.1 408 ",
         limits::http_header_timeout},
        {"says half a body", "POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf",
         "HTTP/1.1 408 ", limits::http_body_timeout},
        {"says half a chunk",
         "POST /length HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf",
         "HTTP/1.1 408 ", limits::http_body_timeout},
        {"is idle", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 ",
         limits::http_idle_timeout},
    };
    for (const auto& each : cases) {
        run_in_virtual_time([&]() -> task<result<void>> {
            auto serving = co_await http::server::start(simple_routes(), quiet());
            const auto begin = now();
            const auto got = co_await co_await tell(serving, each.request);
            EXPECT_THAT(got, StartsWith(each.answer)) << each.what;
            if (*each.answer == '\0') {
                EXPECT_EQ(got, "") << each.what;
            }
            // The connection is closed a little later than the answer is given: see the linger timeout.
            EXPECT_GE(now() - begin, each.after) << each.what;
            EXPECT_LE(now() - begin, each.after + limits::http_linger_timeout + seconds(1))
                << each.what;
            co_return {};
        });
    }
}

// One byte now and then is not enough: neither for a header nor for a body.
TEST(stalling_client, that_drips_is_disconnected_too) {
    for (const bool in_body : {false, true}) {
        run_in_virtual_time([&]() -> task<result<void>> {
            auto serving = co_await http::server::start(simple_routes(), quiet());
            auto stream = co_await co_await net::connect(serving.address());
            const std::string begin =
                in_body ? "POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n"
                        : "GET / HTTP/1.1\r\nHost: x\r\nA: ";
            co_await co_await stream.write_all(as_bytes(begin));
            const auto started = now();
            auto drip = [&]() -> task<result<void>> {
                for (;;) {
                    co_await co_await sleep(seconds(1));
                    co_await co_await stream.write_all(as_bytes("x"));
                }
            };
            auto dripping = spawn(std::ref(drip));
            const auto got = co_await co_await read_until(stream, "\r\n\r\n");
            EXPECT_THAT(got, StartsWith("HTTP/1.1 408 "));
            const seconds limit = in_body ? limits::http_body_timeout : limits::http_header_timeout;
            EXPECT_GE(now() - started, limit - seconds(1));
            EXPECT_LE(now() - started, limit + seconds(2));
            dripping.abort();
            static_cast<void>(co_await dripping);
            co_return {};
        });
    }
}

TEST(stalling_client, that_does_not_read_its_answer_is_disconnected) {
    run_in_virtual_time([]() -> task<result<void>> {
        auto routes = simple_routes();
        routes.get("/much", [](request&) { return response::text(std::string(64 << 20, 'x')); });
        std::optional<result<void>> streamed;
        routes.get("/stream", [&](request&) {
            return response::stream([&](http::body_writer& out) -> task<result<void>> {
                const std::string piece(100'000, 'x');
                do streamed = co_await out.write(piece);
                while (*streamed);
                co_return *streamed;
            });
        });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        auto much = co_await co_await net::connect(serving.address());
        auto stream = co_await co_await net::connect(serving.address());
        co_await co_await much.write_all(as_bytes(get_and_close("/much")));
        co_await co_await stream.write_all(as_bytes(get_and_close("/stream")));
        co_await co_await sleep(limits::http_body_timeout - seconds(1));
        EXPECT_EQ(serving.connections(), 2u);
        co_await co_await sleep(seconds(3));
        EXPECT_EQ(serving.connections(), 0u);
        EXPECT_TRUE(streamed && streamed->error() == errc::timed_out);
        co_return {};
    });
}

TEST(stalling_client, a_slow_handler_is_no_slow_client) {
    run_in_virtual_time([]() -> task<result<void>> {
        http::router routes;
        routes.post("/slow", [](request& r) -> task<result<response>> {
            std::string all;
            for (;;) {
                co_await co_await sleep(seconds(1000));
                const bytes_view piece = co_await co_await r.body().next();
                if (piece.empty()) break;
                all += as_text(piece);
            }
            co_await co_await sleep(seconds(1000));
            co_return response::text(all);
        });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        const auto got = co_await co_await tell(serving,
                                                "POST /slow HTTP/1.1\r\nHost: x\r\nConnection: "
                                                "close\r\nContent-Length: 5\r\n\r\nhello");
        EXPECT_THAT(got, EndsWith("\r\n\r\nhello"));
        co_return {};
    });
}

}  // namespace

}  // namespace bounce::http_test
