#include "http_support.hpp"

#include "bounce/runtime/sync/semaphore.hpp"
#include "bounce/runtime/when_all.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace bounce::http_test {

namespace {

class server_life : public every_runtime {};
INSTANTIATE_TEST_SUITE_P(http, server_life, ::testing::ValuesIn(every_mode), mode_name);

/// A handler that waits until it is let go, and says how many wait.
class gate {
public:
    http::handler handler() {
        return [this](request&) -> task<result<response>> {
            waiting_.fetch_add(1);
            auto opened = co_await open_.acquire();
            waiting_.fetch_sub(1);
            if (!opened && opened.error() == errc::cancelled) {
                cancelled_.fetch_add(1);
                co_return std::move(opened).error();
            }
            co_return response::text("through");
        };
    }
    task<void> wait_for(int count) {
        while (waiting_.load() != count) co_await yield_now();
    }
    void open() { open_.close(); }
    [[nodiscard]] int waiting() const { return waiting_.load(); }
    [[nodiscard]] int cancelled() const { return cancelled_.load(); }

private:
    semaphore open_{0};
    atomic<int> waiting_{0};
    atomic<int> cancelled_{0};
};

TEST_P(server_life, serves_so_many_connections_and_no_more_at_a_time) {
    run([]() -> task<result<void>> {
        gate closed;
        http::router routes;
        routes.get("/", closed.handler());
        auto options = quiet();
        options.max_connections = 3;
        auto serving = co_await http::server::start(std::move(routes), options);
        std::vector<join_handle<result<std::string>>> asking;
        for (int i = 0; i < 10; ++i) asking.push_back(spawn(tell(serving, get_and_close("/"))));
        co_await closed.wait_for(3);
        co_await co_await sleep(milliseconds(20));
        EXPECT_EQ(closed.waiting(), 3);
        EXPECT_EQ(serving.connections(), 3u);
        closed.open();
        for (auto& each : asking) EXPECT_THAT(co_await co_await each, EndsWith("through"));
        co_await co_await serving.stop(seconds(5));
        co_return {};
    });
}

TEST_P(server_life, closes_a_connection_after_its_last_request) {
    run([]() -> task<result<void>> {
        auto options = quiet();
        options.max_requests_per_connection = 3;
        auto serving = co_await http::server::start(simple_routes(), options);
        std::string requests;
        for (int i = 0; i < 5; ++i)
            requests += "GET /users/" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
        const auto got = co_await co_await tell(serving, requests);
        EXPECT_THAT(got, AllOf(HasSubstr("user 0"), HasSubstr("user 1"),
                               EndsWith("Connection: close\r\n\r\nuser 2")));
        co_return {};
    });
}

TEST_P(server_life, a_thousand_connections_at_once) {
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 4096);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        std::vector<net::tcp_stream> clients;
        while (clients.size() < 1000)
            clients.push_back(co_await co_await net::connect(serving.address()));
        for (int round = 0; round < 3; ++round) {
            for (std::size_t i = 0; i < clients.size(); ++i) {
                const auto request =
                    "GET /users/" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
                co_await co_await clients[i].write_all(as_bytes(request));
            }
            for (std::size_t i = 0; i < clients.size(); ++i)
                static_cast<void>(
                    co_await co_await read_until(clients[i], "user " + std::to_string(i)));
        }
        EXPECT_EQ(serving.connections(), 1000u);
        clients.clear();
        while (serving.connections() != 0) co_await co_await sleep(milliseconds(1));
        co_return {};
    });
}

TEST_P(server_life, a_stop_closes_the_idle_and_waits_for_the_busy) {
    run([]() -> task<result<void>> {
        gate closed;
        auto routes = simple_routes();
        routes.get("/gate", closed.handler());
        auto serving = co_await http::server::start(std::move(routes), quiet());
        const auto address = serving.address();
        auto idle = co_await co_await net::connect(address);
        co_await co_await idle.write_all(as_bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        static_cast<void>(co_await co_await read_until(idle, "root"));
        auto silent = co_await co_await net::connect(address);
        auto busy = co_await co_await net::connect(address);
        co_await co_await busy.write_all(as_bytes("GET /gate HTTP/1.1\r\nHost: x\r\n\r\n"));
        co_await closed.wait_for(1);

        auto stopping = spawn(serving.stop(std::chrono::hours(1)));
        EXPECT_EQ(co_await co_await read_to_end(idle), "");
        auto also = spawn(serving.stop(nanoseconds(0)));  // the first decides
        auto reset_or_end = co_await read_to_end(silent);
        EXPECT_FALSE(stopping.ended());
        closed.open();
        const auto got = co_await co_await read_to_end(busy);
        EXPECT_THAT(got, AllOf(HasSubstr("Connection: close\r\n"), EndsWith("through")));
        EXPECT_EQ(co_await co_await stopping, 0u);
        EXPECT_EQ(co_await co_await also, 0u);
        co_await co_await serving.ended();
        auto refused = co_await net::connect(address);
        EXPECT_EQ(refused.error(), std::errc::connection_refused);
        co_return {};
    });
}

TEST_P(server_life, a_stop_cuts_what_does_not_end_in_time) {
    run([]() -> task<result<void>> {
        gate closed;
        http::router routes;
        routes.get("/", closed.handler());
        auto serving = co_await http::server::start(std::move(routes), quiet());
        std::vector<join_handle<result<std::string>>> asking;
        for (int i = 0; i < 2; ++i) asking.push_back(spawn(tell(serving, get_and_close("/"))));
        co_await closed.wait_for(2);
        EXPECT_EQ(co_await co_await serving.stop(milliseconds(5)), 2u);
        EXPECT_EQ(closed.cancelled(), 2);
        for (auto& each : asking) static_cast<void>(co_await each);
        EXPECT_EQ(co_await co_await serving.stop(seconds(5)), 2u);
        co_return {};
    });
}

// A client that never stops sending may not keep the server from stopping.
TEST_P(server_life, a_flood_of_requests_is_stopped_too) {
    run([]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet());
        auto stream = co_await co_await net::connect(serving.address());
        auto [reads, writes] = std::move(stream).split();
        std::string many;
        for (int i = 0; i < 1000; ++i) many += "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        auto flood = [&]() -> task<void> {
            result<void> written;
            while (written) written = co_await writes.write_all(as_bytes(many));
        };
        auto drain = [&]() -> task<void> {
            std::array<std::byte, 65536> buffer;
            result<std::size_t> count{1};
            while (count && *count > 0) count = co_await reads.read(buffer);
        };
        auto flooding = spawn(std::ref(flood));
        auto draining = spawn(std::ref(drain));
        co_await co_await sleep(milliseconds(5));
        EXPECT_EQ(co_await co_await serving.stop(seconds(30)), 0u);
        co_await co_await flooding;
        co_await co_await draining;
        co_return {};
    });
}

TEST_P(server_life, dropping_the_server_ends_it) {
    run([]() -> task<result<void>> {
        gate closed;
        http::router routes;
        routes.get("/", closed.handler());
        std::optional<http::server> serving(
            co_await http::server::start(std::move(routes), quiet()));
        auto asking = spawn(tell(*serving, get_and_close("/")));
        co_await closed.wait_for(1);
        auto ended = spawn(serving->ended());
        serving.reset();
        co_await co_await ended;
        EXPECT_EQ(closed.cancelled(), 1);
        static_cast<void>(co_await asking);
        co_return {};
    });
}

TEST_P(server_life, ends_with_its_runtime) {
    gate closed;
    std::optional<http::server> serving;
    {
        auto rt = runtime::create(options_for(GetParam())).value();
        auto body = [&]() -> task<result<void>> {
            http::router routes;
            routes.get("/", closed.handler());
            serving = co_await http::server::start(std::move(routes), quiet());
            auto stream = co_await co_await net::connect(serving->address());
            co_await co_await stream.write_all(as_bytes(get_and_close("/")));
            co_await closed.wait_for(1);
            co_return {};
        };
        const auto done = rt.block_on(call(&body));
        EXPECT_TRUE(done.has_value());
        EXPECT_TRUE(rt.shutdown(seconds{5}).empty());
    }
    EXPECT_EQ(serving->connections(), 0u);
}

/// The undefined-behaviour sanitizer opens a pipe to look at an object whose type it has not seen yet, and
/// finds fault with the object when it cannot: so it has to see what errors are made of beforehand.
void show_errors_to_sanitizer() {
    const error why{EMFILE, std::system_category()};
    EXPECT_EQ(why, std::errc::too_many_files_open);
    EXPECT_NE(why, errc::cancelled);
    EXPECT_NE(error{errc::closed}, std::errc::too_many_files_open);
    EXPECT_FALSE(why.in("accept").message().empty());
}

/// In a process of its own that may have few descriptors: what the server has no descriptor for waits,
/// one complaint is heard, little time is burnt, and when descriptors are free everybody is served.
int serve_without_descriptors(mode m) {
    show_errors_to_sanitizer();
    complaints heard;
    auto rt = runtime::create(options_for(m)).value();
    auto body = [&]() -> task<result<void>> {
        auto serving = co_await http::server::start(simple_routes(), quiet(&heard));
        auto waiting = co_await co_await net::connect(serving.address());
        static_cast<void>(co_await co_await tell(serving, get_and_close("/")));
        const rlimit few{64, 64};
        if (::setrlimit(RLIMIT_NOFILE, &few) != 0) co_return error::last_system_error();
        std::vector<minimio::tcp_stream> hogs;
        while (auto hog = minimio::tcp_stream::connect(serving.address()))
            hogs.push_back(*std::move(hog));
        rusage before{};
        ::getrusage(RUSAGE_SELF, &before);
        const nanoseconds long_enough = milliseconds(450);
        co_await co_await sleep(long_enough);
        rusage after{};
        ::getrusage(RUSAGE_SELF, &after);
        if (after.ru_utime.tv_sec + after.ru_stime.tv_sec >
            before.ru_utime.tv_sec + before.ru_stime.tv_sec + 1)
            co_return error{errc::stalled}.in("it spins");
        if (heard.texts().size() != 1)
            co_return error{errc::type_mismatch}.in(std::to_string(heard.texts().size()) +
                                                    " complaints");
        if (heard.texts()[0].find("Too many open files") == std::string::npos)
            co_return error{errc::malformed}.in(heard.texts()[0]);
        co_await co_await waiting.write_all(as_bytes(get_and_close("/")));
        const auto served = co_await co_await read_to_end(waiting);
        hogs.clear();
        const auto got = co_await co_await tell(serving, get_and_close("/"));
        if (!served.ends_with("root") || !got.ends_with("root"))
            co_return error{errc::malformed}.in(got);
        co_return {};
    };
    const auto done = rt.block_on(call(&body));
    if (!done) std::fprintf(stderr, "%s: %s\n", m.name, done.error().message().c_str());
    return done ? 0 : 1;
}

TEST(server_limits, a_lack_of_descriptors_is_survived_and_reported_once) {
    for (const mode& m : every_mode) {
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) ::_exit(serve_without_descriptors(m));
        int status = -1;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << m;
    }
}

}  // namespace

}  // namespace bounce::http_test
