#include "net_support.hpp"

#include "bounce/runtime/timeout.hpp"
#include "bounce/runtime/when_all.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace bounce::net_test {

namespace {

class tcp_listener : public every_runtime {};
INSTANTIATE_TEST_SUITE_P(net, tcp_listener, ::testing::ValuesIn(every_mode), mode_name);

TEST_P(tcp_listener, refuses_what_it_cannot_listen_on) {
    run([]() -> task<result<void>> {
        auto first = co_await net::tcp_listener::bind("127.0.0.1:0");
        const auto taken = first.local_address();
        auto second = net::tcp_listener::bind(taken);
        EXPECT_EQ(second.error(), std::errc::address_in_use);
        EXPECT_THAT(second.error().message(), HasSubstr(taken.to_string()));
        auto no_address = net::tcp_listener::bind("localhost");
        EXPECT_EQ(no_address.error(), errc::malformed);
        EXPECT_THAT(no_address.error().message(), HasSubstr("localhost"));
        first.close();
        EXPECT_TRUE(net::tcp_listener::bind(taken).has_value());
        co_return {};
    });
}

TEST_P(tcp_listener, a_cancelled_accept_loses_no_connection) {
    run([]() -> task<result<void>> {
        auto listener = co_await net::tcp_listener::bind("127.0.0.1:0");
        auto connect = [&]() -> task<result<int>> {
            for (int i = 0; i < 100; ++i) {
                auto stream = co_await co_await net::connect(listener.local_address());
                co_await co_await stream.write_all(as_bytes(std::string_view{"x"}));
            }
            co_return 100;
        };
        auto connecting = spawn(std::ref(connect));
        for (int accepted = 0, tries = 0; accepted < 100; ++tries) {
            const nanoseconds limit = microseconds{tries % 7 * 5};
            auto stream = co_await timeout(limit, listener.accept());
            if (!stream) {
                EXPECT_EQ(stream.error(), errc::timed_out);
                continue;
            }
            const auto text = co_await co_await read_to_end(*stream);
            EXPECT_EQ(text, "x");
            ++accepted;
        }
        EXPECT_EQ(co_await co_await connecting, 100);
        co_return {};
    });
}

TEST_P(tcp_listener, a_thousand_connections_at_once) {
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 4096);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    run([]() -> task<result<void>> {
        constexpr std::size_t count = 1000;
        auto listener = co_await net::tcp_listener::bind("127.0.0.1:0");
        auto accept_all = [&]() -> task<result<std::vector<net::tcp_stream>>> {
            std::vector<net::tcp_stream> all;
            while (all.size() < count) all.push_back(co_await co_await listener.accept());
            co_return all;
        };
        auto accepting = spawn(std::ref(accept_all));
        std::vector<net::tcp_stream> clients;
        while (clients.size() < count)
            clients.push_back(co_await co_await net::connect(listener.local_address()));
        auto servers = co_await co_await accepting;
        auto echo_once = [](net::tcp_stream& s) -> task<result<void>> {
            std::array<std::byte, 4> word;
            co_await co_await s.read_exactly(word);
            co_return co_await s.write_all(word);
        };
        std::vector<task<result<void>>> echoes;
        for (auto& s : servers) echoes.push_back(echo_once(s));
        auto ask = [&]() -> task<result<void>> {
            for (auto& c : clients)
                co_await co_await c.write_all(as_bytes(std::string_view{"ping"}));
            std::array<std::byte, 4> word;
            for (auto& c : clients) {
                co_await co_await c.read_exactly(word);
                EXPECT_EQ(as_text(word), "ping");
            }
            co_return {};
        };
        auto asking = spawn(std::ref(ask));
        for (auto& echoed : co_await when_all(std::move(echoes))) co_await echoed;
        co_return co_await asking;
    });
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

/// In a process of its own, which has only a few descriptors left: accept says so, and the connection is
/// still there when descriptors are.
int accept_without_descriptors(mode m) {
    show_errors_to_sanitizer();
    auto rt = runtime::create(options_for(m)).value();
    auto body = []() -> task<result<void>> {
        auto listener = co_await net::tcp_listener::bind("127.0.0.1:0");
        auto client = co_await minimio::tcp_stream::connect(listener.local_address());
        std::vector<minimio::tcp_stream> hogs;
        const rlimit few{64, 64};
        if (::setrlimit(RLIMIT_NOFILE, &few) != 0) co_return error::last_system_error();
        while (auto hog = minimio::tcp_stream::connect(listener.local_address()))
            hogs.push_back(*std::move(hog));
        for (int i = 0; i < 3; ++i) {
            auto accepted = co_await listener.accept();
            if (accepted || accepted.error() != std::errc::too_many_files_open)
                co_return errc::type_mismatch;
            if (accepted.error().message().find("accept on 127.0.0.1:") != 0)
                co_return errc::malformed;
        }
        hogs.clear();
        auto accepted = co_await listener.accept();
        if (!accepted) co_return accepted.error();
        co_return {};
    };
    const auto done = rt.block_on(call(&body));
    if (!done) std::fprintf(stderr, "%s\n", done.error().message().c_str());
    return done ? 0 : 1;
}

TEST(tcp_listener_limits, a_lack_of_descriptors_is_an_error_that_says_so) {
    for (const mode& m : every_mode) {
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) ::_exit(accept_without_descriptors(m));
        int status = -1;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << m;
    }
}

}  // namespace

}  // namespace bounce::net_test
