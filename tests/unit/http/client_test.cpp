#include "http_support.hpp"

#include "bounce/data/json/parse.hpp"
#include "bounce/data/json/write.hpp"
#include "bounce/runtime/when_all.hpp"

namespace bounce::http_test {

namespace {

class client : public every_runtime {};
INSTANTIATE_TEST_SUITE_P(http, client, ::testing::ValuesIn(every_mode), mode_name);

/// Shows what arrives.
http::router mirror() {
    http::router routes;
    const auto show = [](request& r) -> task<result<response>> {
        std::string text = std::string(r.method().text()) + " " + std::string(r.target()) + "\n";
        for (const auto field : r.headers())
            text.append(field.name).append(": ").append(field.value).append("\n");
        text += "\n" + co_await co_await r.read_body();
        co_return response::text(text);
    };
    for (const auto& m :
         {http::method::get, http::method::post, http::method::put, http::method::delete_})
        routes.add(m, "/show/*rest", show);
    return routes;
}

TEST_P(client, asks_in_full) {
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(mirror(), quiet());
        const auto host = serving.address().to_string();
        auto got = co_await co_await http::get(url_of(serving, "/show/a?b=c#d"));
        EXPECT_EQ(got.status, http::status::ok);
        EXPECT_EQ(got.body,
                  "GET /show/a?b=c\nHost: " + host + "\nUser-Agent: bounce\nAccept: */*\n\n");
        EXPECT_EQ(got.headers.find("content-type"), "text/plain; charset=utf-8");
        auto posted = co_await co_await http::post(url_of(serving, "/show/"), "the body");
        EXPECT_EQ(posted.body,
                  "POST /show/\nHost: " + host +
                      "\nContent-Type: application/octet-stream\nUser-Agent: bounce\nAccept: */*\n"
                      "Content-Length: 8\n\nthe body");
        http::client_request own(http::method::put, url_of(serving, "/show/"));
        own.headers.set("User-Agent", "mine");
        own.headers.set("Host", "elsewhere");
        own.headers.set("Content-Length", "77");
        auto sent = co_await co_await http::send(own);
        EXPECT_EQ(sent.body, "PUT /show/\nHost: " + host +
                                 "\nUser-Agent: mine\nAccept: */*\nContent-Length: 0\n\n");
        co_return {};
    });
}

TEST_P(client, gives_every_status_as_an_answer) {
    run([]() -> task<result<void>> {
        http::router routes;
        routes.get("/:status", [](request& r) {
            return response(static_cast<http::status>(std::stoi(std::string(r.param("status")))),
                            "body");
        });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        for (const int status : {200, 204, 304, 404, 418, 500, 599}) {
            auto got = co_await co_await http::get(url_of(serving, "/" + std::to_string(status)));
            EXPECT_EQ(http::to_number(got.status), status);
            EXPECT_EQ(got.body, status == 204 || status == 304 ? "" : "body");
        }
        co_return {};
    });
}

TEST_P(client, reads_json) {
    run([]() -> task<result<void>> {
        http::router routes;
        routes.get("/good",
                   [](request&) { return response::json(json::parse(R"({"a":[1,2]})").value()); });
        routes.get("/bad", [](request&) { return response::text("{"); });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        auto good = co_await co_await http::get(url_of(serving, "/good"));
        EXPECT_EQ(good.headers.find("Content-Type"), "application/json");
        const auto value = co_await good.json();
        EXPECT_EQ(json::write(value), R"({"a":[1,2]})");
        auto bad = co_await co_await http::get(url_of(serving, "/bad"));
        EXPECT_THAT(bad.json().error().message(), HasSubstr(url_of(serving, "/bad")));
        co_return {};
    });
}

TEST_P(client, keeps_connections) {
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        http::client asking;
        for (int i = 0; i < 5; ++i) {
            auto got = co_await co_await asking.get(url_of(serving));
            EXPECT_EQ(got.body, "root");
            EXPECT_EQ(asking.idle_connections(), 1u);
            EXPECT_EQ(serving.connections(), 1u);
        }
        std::vector<operation<http::client_response>> at_once;
        for (int i = 0; i < 5; ++i) at_once.push_back(asking.get(url_of(serving)));
        std::vector<task<result<http::client_response>>> tasks;
        for (auto& each : at_once) tasks.push_back(std::move(each).as_task());
        for (auto& got : co_await when_all(std::move(tasks))) EXPECT_TRUE(got.has_value());
        EXPECT_GE(asking.idle_connections(), 1u);
        EXPECT_LE(asking.idle_connections(), 5u);
        http::client_options none;
        none.max_idle_connections = 0;
        http::client forgetful(none);
        auto got = co_await co_await forgetful.get(url_of(serving));
        EXPECT_EQ(forgetful.idle_connections(), 0u);
        co_return {};
    });
}

TEST_P(client, keeps_as_many_as_it_may) {
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        auto other = co_await http::server::start(simple_routes(), quiet());
        http::client_options options;
        options.max_idle_connections = 3;
        options.max_idle_connections_per_host = 2;
        http::client asking(options);
        for (int round = 0; round < 2; ++round) {
            std::vector<http::response_stream> open;
            for (int i = 0; i < 4; ++i) {
                const auto& to = round == 0 ? serving : other;
                open.push_back(co_await co_await asking.open(
                    http::client_request(http::method::get, url_of(to))));
            }
            for (auto& each : open) static_cast<void>(co_await co_await each.body().read_all());
            EXPECT_EQ(asking.idle_connections(), round == 0 ? 2u : 3u);
        }
        co_return {};
    });
}

TEST(client_time, kept_connections_are_dropped_in_time) {
    run_in_virtual_time([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        http::client asking;
        auto got = co_await co_await asking.get(url_of(serving));
        EXPECT_EQ(asking.idle_connections(), 1u);
        co_await co_await sleep(limits::http_client_idle_timeout);
        EXPECT_EQ(asking.idle_connections(), 0u);
        co_return {};
    });
}

TEST_P(client, replaces_a_kept_connection_that_died) {
    run([]() -> task<result<void>> {
        auto options = quiet();
        options.max_requests_per_connection = 2;
        auto serving = co_await http::server::start(simple_routes(), options);
        http::client asking;
        for (int i = 0; i < 6; ++i) {
            auto got = co_await co_await asking.get(url_of(serving));
            EXPECT_EQ(got.body, "root");
        }
        // The server is another one meanwhile, and has closed what was kept.
        auto got = co_await co_await asking.get(url_of(serving));
        EXPECT_EQ(asking.idle_connections(), 1u);
        co_await co_await serving.stop(seconds(5));
        auto again = quiet();
        again.address = serving.address();
        auto successor = co_await http::server::start(simple_routes(), again);
        auto answered = co_await co_await asking.post(url_of(successor, "/length"), "12345");
        EXPECT_EQ(answered.body, "5");
        co_return {};
    });
}

TEST_P(client, follows_redirects_of_safe_requests) {
    run([]() -> task<result<void>> {
        auto other = co_await http::server::start(mirror(), quiet());
        auto routes = mirror();
        routes.get("/to/:status", [](request& r) {
            return response::redirect(
                "../show/there",
                static_cast<http::status>(std::stoi(std::string(r.param("status")))));
        });
        routes.post("/to/:status", [](request& r) {
            return response::redirect(
                "/show/there",
                static_cast<http::status>(std::stoi(std::string(r.param("status")))));
        });
        routes.get("/away",
                   [&](request&) { return response::redirect(url_of(other, "/show/away")); });
        routes.get("/loop", [](request&) { return response::redirect("/loop"); });
        routes.get("/secure", [](request&) { return response::redirect("https://localhost/"); });
        routes.get("/nonsense", [](request&) { return response::redirect("http://256.1.1.1/"); });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        http::client asking;
        for (const auto* status : {"301", "302", "303", "307", "308"}) {
            auto got = co_await co_await asking.get(url_of(serving, "/to/" + std::string(status)));
            EXPECT_THAT(got.body, StartsWith("GET /show/there\n")) << status;
            EXPECT_EQ(got.url, url_of(serving, "/show/there"));
            auto posted =
                co_await co_await asking.post(url_of(serving, "/to/" + std::string(status)), "x");
            if (status == std::string_view("303"))
                EXPECT_THAT(posted.body,
                            AllOf(StartsWith("GET /show/there\n"), Not(HasSubstr("Content-"))));
            else
                EXPECT_EQ(http::to_number(posted.status), std::stoi(status));
        }
        http::client_request secret(http::method::get, url_of(serving, "/away"));
        secret.headers.set("Authorization", "Bearer x");
        secret.headers.set("X-Other", "y");
        auto away = co_await co_await asking.send(secret);
        EXPECT_THAT(away.body, AllOf(StartsWith("GET /show/away"), Not(HasSubstr("Bearer")),
                                     HasSubstr("X-Other: y")));

        auto loop = co_await asking.get(url_of(serving, "/loop"));
        EXPECT_EQ(loop.error(), errc::limit_exceeded);
        EXPECT_THAT(loop.error().message(), AllOf(StartsWith("GET " + url_of(serving, "/loop")),
                                                  HasSubstr("10 redirects")));
        auto secure = co_await asking.get(url_of(serving, "/secure"));
        EXPECT_EQ(secure.error(), errc::unsupported);
        auto nonsense = co_await asking.get(url_of(serving, "/nonsense"));
        EXPECT_EQ(nonsense.error(), errc::malformed);
        http::client_options stay;
        stay.max_redirects = 0;
        auto itself = co_await co_await http::get(url_of(serving, "/loop"), stay);
        EXPECT_EQ(itself.status, http::status::see_other);
        co_return {};
    });
}

TEST_P(client, streams_an_answer) {
    run([]() -> task<result<void>> {
        http::router routes;
        const auto text = numbered_text(1 << 20);
        routes.get("/", [&](request&) {
            return response::stream([&](http::body_writer& out) -> task<result<void>> {
                for (std::size_t at = 0; at < text.size(); at += 10'000)
                    co_await co_await out.write(std::string_view{text}.substr(at, 10'000));
                co_return {};
            });
        });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        http::client asking;
        auto stream =
            co_await co_await asking.open(http::client_request(http::method::get, url_of(serving)));
        EXPECT_EQ(stream.status(), http::status::ok);
        EXPECT_EQ(stream.headers().find("Transfer-Encoding"), "chunked");
        EXPECT_EQ(stream.url(), url_of(serving));
        auto moved = std::move(stream);
        std::string all;
        for (;;) {
            const bytes_view piece = co_await co_await moved.body().next();
            if (piece.empty()) break;
            all += as_text(piece);
        }
        EXPECT_TRUE(all == text);
        EXPECT_EQ(asking.idle_connections(), 1u);
        co_return {};
    });
}

TEST_P(client, says_what_it_cannot_ask) {
    run([]() -> task<void> {
        const auto message = [](const result<http::client_response>& got) {
            return got.error().message();
        };
        auto secure = co_await http::get("https://example.org/");
        EXPECT_EQ(secure.error(), errc::unsupported);
        EXPECT_THAT(message(secure),
                    AllOf(StartsWith("GET https://example.org/: "), HasSubstr("TLS")));
        auto scheme = co_await http::get("ftp://example.org/");
        EXPECT_EQ(scheme.error(), errc::unsupported);
        auto nonsense = co_await http::get("http//example");
        EXPECT_EQ(nonsense.error(), errc::malformed);
        auto credentials = co_await http::get("http://me:secret@localhost/");
        EXPECT_EQ(credentials.error(), errc::invalid_argument);
        http::client_request injected(http::method::get, "http://127.0.0.1:1/");
        injected.headers.set("A", "b\r\nC: d");
        auto bad_header = co_await http::send(injected);
        EXPECT_FALSE(bad_header.has_value());
    });
}

TEST_P(client, a_refused_connection_is_named) {
    run([]() -> task<result<void>> {
        std::string nobody;
        {
            auto listener = co_await net::tcp_listener::bind("127.0.0.1:0");
            nobody = listener.local_address().to_string();
        }
        auto refused = co_await http::get("http://" + nobody + "/x");
        EXPECT_EQ(refused.error(), std::errc::connection_refused);
        EXPECT_EQ(refused.error().message(),
                  "GET http://" + nobody + "/x: connect " + nobody + ": Connection refused");
        co_return {};
    });
}

TEST(client_callbacks, every_operation_takes_a_callback) {
    auto rt = runtime::create().value();
    std::vector<std::string> log;
    std::optional<http::server> serving;
    http::client asking;
    const auto ended = rt.run([&] {
        serving.emplace(http::server::start(simple_routes(), quiet()).value());
        asking.get(url_of(*serving)).then([&](result<http::client_response> got) {
            log.push_back(got.value().body);
            asking.post(url_of(*serving, "/length"), "four")
                .then([&](result<http::client_response> posted) {
                    log.push_back(posted.value().body);
                    serving->stop(seconds{5}).then([&](result<std::size_t> cut) {
                        log.push_back("stopped " + std::to_string(cut.value()));
                    });
                });
        });
    });
    EXPECT_TRUE(ended.has_value()) << ended.error().message();
    EXPECT_THAT(log, ElementsAre("root", "4", "stopped 0"));
}

}  // namespace

}  // namespace bounce::http_test
