#include "http_support.hpp"

#include <stdexcept>

namespace bounce::http_test {

namespace {

class server_bodies : public every_runtime {};
INSTANTIATE_TEST_SUITE_P(http, server_bodies, ::testing::ValuesIn(every_mode), mode_name);

const std::string post_length = "POST /length HTTP/1.1\r\nHost: x\r\n";

TEST_P(server_bodies, an_upload_in_chunks_is_read_piece_by_piece) {
    run([]() -> task<result<void>> {
        const auto text = numbered_text(3 << 20);
        http::router routes;
        routes.post("/check", [&](request& r) -> task<result<response>> {
            EXPECT_EQ(r.body().size(), std::nullopt);
            std::size_t at = 0;
            std::size_t pieces = 0;
            for (;;) {
                const bytes_view piece = co_await co_await r.body().next();
                if (piece.empty()) break;
                EXPECT_TRUE(text.compare(at, piece.size(), as_text(piece)) == 0) << at;
                at += piece.size();
                ++pieces;
            }
            EXPECT_GT(pieces, 100u);
            const bytes_view end = co_await co_await r.body().next();
            EXPECT_TRUE(end.empty());
            co_return response::text(std::to_string(at));
        });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        std::string upload =
            "POST /check HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: "
            "close\r\n\r\n";
        char digits[20];
        for (std::size_t at = 0, size = 1; at < text.size();
             at += size, size = size * 13 % 70'001) {
            const auto piece = std::string_view{text}.substr(at, size);
            std::snprintf(digits, sizeof digits, "%zx\r\n", piece.size());
            upload.append(digits).append(piece).append("\r\n");
        }
        upload += "0\r\n\r\n";
        const auto got = co_await co_await tell(serving, upload);
        EXPECT_THAT(got, EndsWith("\r\n\r\n" + std::to_string(text.size())));
        co_return {};
    });
}

TEST_P(server_bodies, what_nobody_read_does_not_become_the_next_request) {
    run([]() -> task<result<void>> {
        auto routes = simple_routes();
        routes.post("/ignore", [](request&) { return response::text("ignored"); });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        const std::string inside = "GET /users/evil HTTP/1.1\r\nHost: x\r\n\r\n";
        const auto got = co_await co_await tell(
            serving, "POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                         std::to_string(inside.size()) + "\r\n\r\n" + inside +
                         "POST /ignore HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
                         "3\r\nabc\r\n0\r\n\r\n" + get_and_close("/"));
        EXPECT_THAT(
            got, AllOf(HasSubstr("ignoredHTTP/1.1 200"), Not(HasSubstr("evil")), EndsWith("root")));
        co_return {};
    });
}

TEST_P(server_bodies, too_much_that_nobody_wants_ends_the_connection_after_the_answer) {
    run([]() -> task<result<void>> {
        auto routes = simple_routes();
        routes.post("/ignore", [](request&) { return response::text("ignored"); });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        auto stream = co_await co_await net::connect(serving.address());
        const std::string head =
            "POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n";
        co_await co_await stream.write_all(as_bytes(head));
        const auto got = co_await co_await read_to_end(stream);
        EXPECT_THAT(got, AllOf(HasSubstr("Connection: close"), EndsWith("ignored")));
        co_return {};
    });
}

TEST_P(server_bodies, a_client_that_waits_for_permission_gets_it_when_the_body_is_wanted) {
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        auto stream = co_await co_await net::connect(serving.address());
        const auto head =
            post_length + "Content-Length: 4\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
        co_await co_await stream.write_all(as_bytes(head));
        const auto permission = co_await co_await read_until(stream, "\r\n\r\n");
        EXPECT_EQ(permission, "HTTP/1.1 100 Continue\r\n\r\n");
        co_await co_await stream.write_all(as_bytes("body"));
        const auto got = co_await co_await read_to_end(stream);
        EXPECT_THAT(got, AllOf(StartsWith("HTTP/1.1 200"), EndsWith("\r\n\r\n4")));
        co_return {};
    });
}

TEST_P(server_bodies, and_an_answer_instead_if_it_is_not) {
    run([]() -> task<result<void>> {
        auto options = quiet();
        options.max_body_bytes = 3;
        auto serving = co_await http::server::start(simple_routes(), options);
        for (const auto* path : {"/length", "/nowhere"}) {
            const auto got = co_await co_await tell(
                serving,
                "POST " + std::string(path) +
                    " HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
            EXPECT_THAT(got, StartsWith(path == std::string_view("/length") ? "HTTP/1.1 413"
                                                                            : "HTTP/1.1 404"));
            EXPECT_THAT(got, HasSubstr("Connection: close"));
        }
        co_return {};
    });
}

TEST_P(server_bodies, a_body_that_is_already_there_needs_no_permission) {
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        const auto got = co_await co_await tell(
            serving,
            post_length +
                "Content-Length: 4\r\nExpect: 100-continue\r\nConnection: close\r\n\r\nbody");
        EXPECT_THAT(got, AllOf(StartsWith("HTTP/1.1 200"), EndsWith("\r\n\r\n4")));
        co_return {};
    });
}

TEST_P(server_bodies, a_body_cut_short_is_an_error_for_its_reader) {
    run([]() -> task<result<void>> {
        std::optional<error> seen;
        http::router routes;
        routes.post("/", [&](request& r) -> task<result<response>> {
            auto body = co_await r.read_body();
            seen = body.error();
            auto again = co_await r.body().next();
            EXPECT_EQ(again.error(), body.error());
            co_return body.error();
        });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        auto stream = co_await co_await net::connect(serving.address());
        co_await co_await stream.write_all(
            as_bytes("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"));
        co_await stream.shutdown_write();
        const auto got = co_await co_await read_to_end(stream);
        EXPECT_THAT(got, StartsWith("HTTP/1.1 400"));
        EXPECT_EQ(seen.value(), errc::end_of_input);
        EXPECT_THAT(seen->message(), StartsWith("read the body of POST /: "));
        co_return {};
    });
}

TEST_P(server_bodies, streams_in_chunks_or_of_a_known_length) {
    run([]() -> task<result<void>> {
        auto routes = simple_routes();
        const auto write = [](http::body_writer& out) -> task<result<void>> {
            for (const auto* piece : {"one ", "", "two ", "three"}) {
                co_await co_await out.write(std::string_view(piece));
                co_await yield_now();
            }
            co_return {};
        };
        routes.get("/chunks", [=](request&) { return response::stream(write); });
        routes.get("/known", [=](request&) { return response::stream(13, write); });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        const auto got = co_await co_await tell(
            serving, "GET /chunks HTTP/1.1\r\nHost: x\r\n\r\n" + get_and_close("/known"));
        EXPECT_EQ(
            got,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none \r\n4\r\ntwo "
            "\r\n5\r\nthree\r\n0\r\n\r\n"
            "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nConnection: close\r\n\r\none two three");
        const auto old = co_await co_await tell(
            serving, "GET /chunks HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        EXPECT_EQ(old, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\none two three");
        co_return {};
    });
}

TEST_P(server_bodies, large_bodies_arrive_whole) {
    run([]() -> task<result<void>> {
        const auto text = numbered_text(5 << 20);
        auto routes = simple_routes();
        routes.get("/fixed", [&](request&) { return response::text(text); });
        routes.get("/stream", [&](request&) {
            return response::stream([&](http::body_writer& out) -> task<result<void>> {
                for (std::size_t at = 0, size = 1; at < text.size();
                     at += size, size = size * 17 % 50'021)
                    co_await co_await out.write(std::string_view{text}.substr(at, size));
                co_return {};
            });
        });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        http::client client;
        for (const auto* path : {"/fixed", "/stream"}) {
            auto got = co_await co_await client.get(url_of(serving, path));
            EXPECT_TRUE(got.body == text) << path;
        }
        EXPECT_EQ(client.idle_connections(), 1u);
        auto echoed = co_await co_await client.post(url_of(serving, "/echo"), text);
        EXPECT_TRUE(echoed.body == text);
        co_return {};
    });
}

// The producer is held back: it cannot get further ahead than what the system buffers.
TEST_P(server_bodies, a_client_that_does_not_read_holds_the_producer_back) {
    run([]() -> task<result<void>> {
        constexpr std::size_t total = 256 << 20;
        atomic<std::size_t> produced{0};
        http::router routes;
        routes.get("/", [&](request&) {
            return response::stream([&](http::body_writer& out) -> task<result<void>> {
                const std::string piece(64 << 10, 'x');
                while (produced.load() < total) {
                    co_await co_await out.write(piece);
                    produced.fetch_add(piece.size());
                }
                co_return {};
            });
        });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        {
            http::client client;
            auto stream = co_await co_await client.open(
                http::client_request(http::method::get, url_of(serving)));
            const bytes_view first = co_await co_await stream.body().next();
            EXPECT_FALSE(first.empty());
            // Until it does not get ahead any more.
            for (std::size_t before = total; before != produced.load();) {
                before = produced.load();
                co_await co_await sleep(milliseconds(50));
            }
            EXPECT_LT(produced.load(), total / 2);
        }
        co_await co_await serving.stop(seconds(5));
        co_return {};
    });
}

TEST_P(server_bodies, a_stream_that_fails_is_cut_where_it_failed) {
    complaints heard;
    auto options = options_for(GetParam());
    atomic<int> thrown{0};
    options.on_unhandled = [&](const std::exception_ptr&, std::string_view) {
        thrown.fetch_add(1);
    };
    http_test::run(options, [&]() -> task<result<void>> {
        http::router routes;
        routes.get("/error", [](request&) {
            return response::stream([](http::body_writer& out) -> task<result<void>> {
                co_await co_await out.write(std::string_view("half"));
                co_return error{errc::not_found}.in("find the rest");
            });
        });
        routes.get("/throw", [](request&) {
            return response::stream([](http::body_writer& out) -> task<result<void>> {
                co_await co_await out.write(std::string_view("half"));
                throw std::runtime_error("oops");
            });
        });
        routes.get("/short", [](request&) {
            return response::stream(9, [](http::body_writer& out) {
                return out.write(std::string_view("half")).as_task();
            });
        });
        routes.get("/long", [](request&) {
            return response::stream(9, [](http::body_writer& out) -> task<result<void>> {
                co_await co_await out.write(std::string_view("half"));
                co_return co_await out.write(std::string_view("and more"));
            });
        });
        auto serving = co_await http::server::start(std::move(routes), quiet(&heard));
        for (const auto* path : {"/error", "/throw", "/short", "/long"}) {
            auto got = co_await http::get(url_of(serving, path));
            EXPECT_FALSE(got.has_value()) << path;
        }
        co_await co_await serving.stop(seconds(5));
        co_return {};
    });
    EXPECT_EQ(thrown.load(), 1);
    EXPECT_THAT(heard.texts(), ElementsAre(StartsWith("GET /error: find the rest"),
                                           StartsWith("GET /short: "), StartsWith("GET /long: ")));
}

TEST_P(server_bodies, a_client_that_goes_away_is_nobodys_fault) {
    run([]() -> task<result<void>> {
        atomic<int> ended{0};
        http::router routes;
        routes.get("/", [&](request&) {
            return response::stream([&](http::body_writer& out) -> task<result<void>> {
                const std::string piece(100'000, 'x');
                result<void> written;
                while (written) written = co_await out.write(piece);
                ended.fetch_add(1);
                co_return written;
            });
        });
        auto serving =
            co_await http::server::start(std::move(routes), quiet());  // no complaint is heard
        for (int i = 0; i < 3; ++i) {
            auto stream = co_await co_await net::connect(serving.address());
            co_await co_await stream.write_all(as_bytes(get_and_close("/")));
            static_cast<void>(co_await co_await read_until(stream, "x"));
        }
        while (ended.load() < 3) co_await yield_now();
        co_await co_await serving.stop(seconds(5));
        co_return {};
    });
}

}  // namespace

}  // namespace bounce::http_test
