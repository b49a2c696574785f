#include "http_support.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/runtime/callbacks.hpp"

#include <cerrno>
#include <chrono>
#include <stdexcept>

namespace bounce::http_test {

namespace {

class server : public every_runtime {};
INSTANTIATE_TEST_SUITE_P(http, server, ::testing::ValuesIn(every_mode), mode_name);

TEST_P(server, answers_in_full) {
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        const auto got = co_await co_await tell(serving, get_and_close("/users/a%20b?q=1"));
        EXPECT_EQ(
            got,
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 8\r\n"
            "Connection: close\r\n\r\nuser a b");
        co_return {};
    });
}

TEST_P(server, says_the_date) {
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        const auto second = [] {
            return std::chrono::floor<std::chrono::seconds>(wall_clock_now());
        };
        const auto before = second();
        auto got = co_await co_await http::get(url_of(serving));
        std::string date(got.headers.find("Date").value_or(""));
        std::tm parts{};
        const auto* end = ::strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        EXPECT_TRUE(end != nullptr && *end == '\0') << date;
        const std::chrono::seconds said{::timegm(&parts)};
        EXPECT_GE(said, before);
        EXPECT_LE(said, second());
        co_return {};
    });
}

TEST_P(server, answers_one_connection_again_and_again) {
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        auto stream = co_await co_await net::connect(serving.address());
        for (int i = 0; i < 100; ++i) {
            const auto request = "GET /users/" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
            co_await co_await stream.write_all(as_bytes(request));
            const auto got = co_await co_await read_until(stream, "user " + std::to_string(i));
            EXPECT_THAT(got, StartsWith("HTTP/1.1 200 OK\r\n"));
            EXPECT_THAT(got, Not(HasSubstr("Connection:")));
        }
        EXPECT_EQ(serving.connections(), 1u);
        co_return {};
    });
}

TEST_P(server, answers_pipelined_requests_in_order) {
    run([]() -> task<result<void>> {
        http::router routes = simple_routes();
        routes.get("/slow/:n", [](request& r) -> task<result<response>> {
            co_await co_await sleep(milliseconds(2));
            co_return response::text("slow " + std::string(r.param("n")));
        });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        std::string requests;
        for (int i = 0; i < 500; ++i) {
            const std::string path = i % 50 == 0 ? "/slow/" : "/users/";
            requests += "GET " + path + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
            if (i % 7 == 0)
                requests += "POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
        }
        requests += get_and_close("/");
        const auto got = co_await co_await tell(serving, requests);
        std::size_t at = 0;
        for (int i = 0; i < 500; ++i) {
            const auto next = got.find(
                (i % 50 == 0 ? "\r\n\r\nslow " : "\r\n\r\nuser ") + std::to_string(i) + "H", at);
            EXPECT_NE(next, std::string::npos) << i;
            if (next == std::string::npos) break;
            at = next;
        }
        EXPECT_THAT(got, EndsWith("root"));
        co_return {};
    });
}

TEST_P(server, does_not_care_where_a_request_is_cut) {
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        const std::string requests =
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
            "chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\n!!!\r\n0\r\n"
            "Trailer: t\r\n\r\n" +
            get_and_close("/users/7");
        std::string whole;
        for (std::size_t at = 0; at < requests.size(); ++at) {
            auto stream = co_await co_await net::connect(serving.address());
            co_await co_await stream.write_all(as_bytes(std::string_view(requests).substr(0, at)));
            co_await settle();
            co_await co_await stream.write_all(as_bytes(std::string_view(requests).substr(at)));
            auto got = co_await co_await read_to_end(stream);
            EXPECT_THAT(got, EndsWith("user 7")) << at;
            // How a body is cut into chunks is up to the server; here it follows how it came.
            const auto body = got.find("\r\n\r\n");
            const auto second = got.find("HTTP/1.1", 1);
            std::string echoed;
            for (const char c : got.substr(body, second - body))
                if (c == 'h' || c == 'e' || c == 'l' || c == 'o' || c == '!') echoed += c;
            EXPECT_EQ(echoed, "hello!!!") << at;
        }
        co_return {};
    });
}

TEST_P(server, takes_handlers_of_every_form) {
    run([]() -> task<result<void>> {
        http::router routes;
        routes.get("/plain", [](request&) { return response::text("plain"); });
        routes.get("/result",
                   [](request&) -> result<response> { return response::text("result"); });
        routes.get("/task", [](request&) -> task<response> { co_return response::text("task"); });
        routes.get("/task-result", [](request&) -> task<result<response>> {
            co_await yield_now();
            co_return response::text("task-result");
        });
        routes.get("/operation",
                   [](request&) -> operation<response> { co_return response::text("operation"); });
        routes.get("/callback", [](request&, http::responder answer) {
            set_timeout(milliseconds(1), [answer = std::move(answer)]() mutable {
                EXPECT_TRUE(std::move(answer).send(response::text("callback")));
            });
        });
        routes.get("/thread", [](request&, http::responder answer) {
            os_thread([answer = std::move(answer)]() mutable {
                std::move(answer).send(response::text("thread"));
            }).detach();
        });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        for (const auto* form :
             {"plain", "result", "task", "task-result", "operation", "callback", "thread"}) {
            auto got = co_await co_await http::get(url_of(serving, "/" + std::string(form)));
            EXPECT_EQ(got.body, form);
        }
        co_return {};
    });
}

TEST_P(server, a_failing_handler_answers_500_and_is_reported) {
    complaints heard;
    run([&]() -> task<result<void>> {
        http::router routes;
        routes.get("/error", [](request&) -> result<response> {
            return error{errc::not_found}.in("find", "it");
        });
        routes.get("/later", [](request&) -> task<result<response>> {
            co_await yield_now();
            co_await result<void>(errc::closed);
            co_return response::text("never");
        });
        routes.get("/dropped", [](request&, http::responder) {});
        routes.get("/injection", [](request&) {
            auto made = response::text("x");
            made.headers.set("X-Bad", "a\r\nSet-Cookie: b");
            return made;
        });
        routes.get("/informational", [](request&) { return response(http::status::early_hints); });
        auto serving = co_await http::server::start(std::move(routes), quiet(&heard));
        for (const auto* path : {"/error", "/later", "/dropped", "/injection", "/informational"}) {
            const auto got = co_await co_await tell(serving, get_and_close(path));
            EXPECT_THAT(got, StartsWith("HTTP/1.1 500 Internal Server Error\r\n")) << path;
            EXPECT_THAT(got, Not(HasSubstr("Set-Cookie")));
        }
        co_return {};
    });
    EXPECT_THAT(heard.texts(),
                ElementsAre(StartsWith("GET /error: find it"), StartsWith("GET /later: "),
                            AllOf(StartsWith("GET /dropped: "), HasSubstr("dropped")),
                            AllOf(StartsWith("GET /injection: "), HasSubstr("X-Bad")),
                            HasSubstr("informational")));
}

TEST_P(server, a_handler_that_lacks_descriptors_or_memory_answers_503_and_is_reported) {
    complaints heard;
    run([&]() -> task<result<void>> {
        http::router routes;
        routes.get("/open", [](request&) -> result<response> {
            return error{EMFILE, std::system_category()}.in("open", "a file");
        });
        routes.get("/keep", [](request&) -> result<response> {
            return error{std::errc::not_enough_memory}.in("keep it");
        });
        auto serving = co_await http::server::start(std::move(routes), quiet(&heard));
        http::client client;
        for (const auto* path : {"/open", "/keep"}) {
            auto got = co_await co_await client.get(url_of(serving, path));
            EXPECT_EQ(got.status, http::status::service_unavailable);
            EXPECT_EQ(got.headers.find("Retry-After"), "1");
        }
        EXPECT_EQ(client.idle_connections(), 1u);  // the connection is none of its business
        co_await co_await serving.stop(seconds(5));
        co_return {};
    });
    EXPECT_THAT(heard.texts(), ElementsAre(StartsWith("GET /open: open a file: "),
                                           StartsWith("GET /keep: keep it")));
}

TEST_P(server, a_throwing_handler_answers_500_and_reaches_the_hook) {
    auto options = options_for(GetParam());
    atomic<int> caught{0};
    options.on_unhandled = [&](const std::exception_ptr& thrown, std::string_view) {
        try {
            std::rethrow_exception(thrown);
        } catch (const std::runtime_error& e) {
            EXPECT_STREQ(e.what(), "oops");
            caught.fetch_add(1);
        }
    };
    http_test::run(options, []() -> task<result<void>> {
        http::router routes;
        routes.get("/now", [](request&) -> response { throw std::runtime_error("oops"); });
        routes.get("/later", [](request&) -> task<result<response>> {
            co_await yield_now();
            throw std::runtime_error("oops");
        });
        routes.get("/callback",
                   [](request&, http::responder) { throw std::runtime_error("oops"); });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        http::client client;
        for (const auto* path : {"/now", "/later", "/callback", "/now"}) {
            auto got = co_await co_await client.get(url_of(serving, path));
            EXPECT_EQ(got.status, http::status::internal_server_error);
        }
        EXPECT_EQ(client.idle_connections(), 1u);  // the connection survived them all
        co_await co_await serving.stop(seconds(5));
        co_return {};
    });
    EXPECT_EQ(caught.load(), 4);
}

TEST_P(server, head_is_get_without_the_body) {
    run([]() -> task<result<void>> {
        auto routes = simple_routes();
        routes.get("/stream", [](request&) {
            return response::stream(7, [](http::body_writer&) -> task<result<void>> {
                ADD_FAILURE() << "nobody wants this body";
                co_return {};
            });
        });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        const auto got = co_await co_await tell(
            serving, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n" +
                         get_and_close("/"));
        EXPECT_EQ(
            got,
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
            "4\r\n\r\n"
            "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 4\r\n"
            "Connection: close\r\n\r\nroot");
        co_return {};
    });
}

TEST_P(server, responses_without_a_body_have_none) {
    run([]() -> task<result<void>> {
        auto routes = simple_routes();
        routes.get("/204", [](request&) { return response(http::status::no_content, "ignored"); });
        routes.get("/304",
                   [](request&) { return response(http::status::not_modified, "ignored"); });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        const auto got = co_await co_await tell(
            serving, "GET /204 HTTP/1.1\r\nHost: x\r\n\r\nGET /304 HTTP/1.1\r\nHost: x\r\n\r\n" +
                         get_and_close("/"));
        EXPECT_THAT(
            got,
            StartsWith(
                "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 200"));
        co_return {};
    });
}

TEST_P(server, tells_what_it_does_not_serve) {
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        const auto ask = [&](std::string line) {
            return tell(serving, line + "\r\nHost: x\r\nConnection: close\r\n\r\n");
        };
        auto missing = co_await co_await ask("GET /nowhere HTTP/1.1");
        EXPECT_THAT(missing, StartsWith("HTTP/1.1 404 Not Found\r\n"));
        auto wrong_method = co_await co_await ask("DELETE / HTTP/1.1");
        EXPECT_THAT(wrong_method, AllOf(StartsWith("HTTP/1.1 405 Method Not Allowed\r\n"),
                                        HasSubstr("\r\nAllow: OPTIONS, GET, HEAD\r\n")));
        auto options = co_await co_await ask("OPTIONS / HTTP/1.1");
        EXPECT_THAT(options, AllOf(StartsWith("HTTP/1.1 204 No Content\r\n"),
                                   HasSubstr("\r\nAllow: OPTIONS, GET, HEAD\r\n")));
        auto all = co_await co_await ask("OPTIONS * HTTP/1.1");
        EXPECT_THAT(all, StartsWith("HTTP/1.1 204"));
        auto broken = co_await co_await ask("GET /users/%zz HTTP/1.1");
        EXPECT_THAT(broken, StartsWith("HTTP/1.1 400"));
        auto climbing = co_await co_await ask("GET /users/../nowhere/%2e%2e/ HTTP/1.1");
        EXPECT_THAT(climbing, EndsWith("root"));
        auto whole = co_await co_await tell(
            serving, "GET http://x/users/9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_THAT(whole, EndsWith("user 9"));
        auto expectation = co_await co_await tell(
            serving, "GET / HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nConnection: close\r\n\r\n");
        EXPECT_THAT(expectation, StartsWith("HTTP/1.1 417"));
        co_return {};
    });
}

TEST_P(server, serves_http_1_0) {
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        const auto one = co_await co_await tell(serving, "GET / HTTP/1.0\r\n\r\n");
        EXPECT_THAT(one, AllOf(HasSubstr("Connection: close\r\n"), EndsWith("root")));
        const auto two = co_await co_await tell(
            serving, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n");
        EXPECT_THAT(two, AllOf(HasSubstr("Connection: keep-alive\r\n"),
                               HasSubstr("rootHTTP/1.1 200"), EndsWith("root")));
        co_return {};
    });
}

TEST_P(server, shows_a_handler_the_request) {
    run([]() -> task<result<void>> {
        http::router routes;
        routes.get("/show/:a/*rest", [](request& r) {
            std::string text{r.method().text()};
            text.append("|")
                .append(r.target())
                .append("|")
                .append(r.path())
                .append("|")
                .append(r.param("a"));
            text.append("|").append(r.param("rest")).append("|").append(r.param("none"));
            text.append("|")
                .append(r.query("q").value_or("-"))
                .append("|")
                .append(r.query("z").value_or("-"));
            text.append("|").append(r.headers().find("x-test").value_or("-"));
            text.append("|").append(r.peer().is_loopback() ? "loopback" : "elsewhere");
            return response::text(text);
        });
        auto serving = co_await http::server::start(std::move(routes), quiet());
        http::client_request asked(http::method::get,
                                   url_of(serving, "/show/%31/b/c%20d?q=a+b&q=2"));
        asked.headers.set("X-Test", "yes");
        auto got = co_await co_await http::send(asked);
        EXPECT_EQ(got.body,
                  "GET|/show/%31/b/c%20d?q=a+b&q=2|/show/%31/b/c%20d|1|b/c d||a b|-|yes|loopback");
        co_return {};
    });
}

TEST_P(server, one_that_may_serve_nothing_does_not_start) {
    run([]() -> task<result<void>> {
        auto options = quiet();
        options.max_connections = 0;
        EXPECT_EQ(http::server::start(http::router(), options).error(), errc::invalid_argument);
        auto serving = co_await http::server::start(http::router(), quiet());
        auto taken = quiet();
        taken.address = serving.address();
        auto second = http::server::start(http::router(), taken);
        EXPECT_EQ(second.error(), std::errc::address_in_use);
        EXPECT_THAT(second.error().message(), HasSubstr(serving.address().to_string()));
        co_return {};
    });
}

TEST(server_default, is_loopback) { EXPECT_TRUE(http::server_options().address.is_loopback()); }

}  // namespace

}  // namespace bounce::http_test
