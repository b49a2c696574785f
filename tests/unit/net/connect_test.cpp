#include "net_support.hpp"

#include "bounce/net/resolve.hpp"
#include "bounce/runtime/timeout.hpp"

namespace bounce::net_test {

namespace {

using minimio::socket_address;

class connecting : public every_runtime {};
INSTANTIATE_TEST_SUITE_P(net, connecting, ::testing::ValuesIn(every_mode), mode_name);

/// An address that refuses: nobody listens there any more.
socket_address refusing_address() {
    auto listener = net::tcp_listener::bind("127.0.0.1:0").value();
    return listener.local_address();
}

/// A listener that never accepts and whose queue is full: who connects there waits.
class silent_listener {
public:
    task<result<void>> fill() {
        minimio::listen_options how;
        how.backlog = 1;
        listener_.emplace(co_await net::tcp_listener::bind("127.0.0.1:0", how));
        for (int failed = 0; failed < 2;) {
            const nanoseconds limit = milliseconds(100);
            auto made = co_await timeout(limit, net::connect(address()));
            if (made) waiting_.push_back(*std::move(made));
            failed = made ? 0 : failed + 1;
        }
        co_return {};
    }
    [[nodiscard]] const socket_address& address() const { return listener_->local_address(); }

private:
    std::optional<net::tcp_listener> listener_;
    std::vector<net::tcp_stream> waiting_;
};

TEST_P(connecting, a_refused_connection_names_the_address) {
    run([]() -> task<void> {
        const auto nobody = refusing_address();
        auto refused = co_await net::connect(nobody);
        EXPECT_EQ(refused.error(), std::errc::connection_refused);
        EXPECT_EQ(refused.error().message(),
                  "connect " + nobody.to_string() + ": Connection refused");
    });
}

TEST_P(connecting, by_name) {
    run([]() -> task<result<void>> {
        auto listener = co_await net::tcp_listener::bind("127.0.0.1:0");
        const auto port = listener.local_address().port();
        auto made = co_await co_await net::connect("localhost", port);
        EXPECT_EQ(made.peer_address().port(), port);
        auto by_address = co_await co_await net::connect("127.0.0.1", port);
        EXPECT_EQ(by_address.peer_address(), listener.local_address());
        co_return {};
    });
}

TEST_P(connecting, by_name_to_nobody_says_what_was_asked_and_what_was_tried) {
    run([]() -> task<void> {
        const auto port = refusing_address().port();
        auto refused = co_await net::connect("localhost", port);
        EXPECT_EQ(refused.error(), std::errc::connection_refused);
        EXPECT_THAT(refused.error().message(),
                    StartsWith("connect localhost:" + std::to_string(port) + ": connect "));
    });
}

// With a delay that no test waits for: the failure itself starts the next attempt.
TEST_P(connecting, a_failed_attempt_starts_the_next_at_once) {
    run([]() -> task<result<void>> {
        auto listener = co_await net::tcp_listener::bind("127.0.0.1:0");
        net::connect_options options;
        options.attempt_delay = std::chrono::hours(10);
        std::vector<socket_address> addresses(2, refusing_address());
        addresses.push_back(listener.local_address());
        auto made = co_await co_await net::connect(addresses, options);
        EXPECT_EQ(made.peer_address(), listener.local_address());
        co_return {};
    });
}

TEST_P(connecting, a_slow_attempt_does_not_keep_the_next_from_starting) {
    run([]() -> task<result<void>> {
        silent_listener silent;
        co_await co_await silent.fill();
        auto listener = co_await net::tcp_listener::bind("127.0.0.1:0");
        net::connect_options options;
        options.attempt_delay = milliseconds(5);
        std::vector<socket_address> addresses(2, silent.address());
        addresses.push_back(listener.local_address());
        auto made = co_await co_await net::connect(addresses, options);
        EXPECT_EQ(made.peer_address(), listener.local_address());
        co_return {};
    });
}

TEST_P(connecting, when_all_fail_the_first_failure_is_told) {
    run([]() -> task<void> {
        std::vector<socket_address> addresses(1, refusing_address());
        addresses.push_back(refusing_address());
        auto refused = co_await net::connect(addresses);
        EXPECT_EQ(refused.error().message(),
                  "connect " + addresses[0].to_string() + ": Connection refused");
        auto nowhere = co_await net::connect(std::vector<socket_address>());
        EXPECT_EQ(nowhere.error(), errc::invalid_argument);
    });
}

TEST_P(connecting, can_be_given_up) {
    run([]() -> task<result<void>> {
        silent_listener silent;
        co_await co_await silent.fill();
        const nanoseconds limit = milliseconds(2);
        auto one = co_await timeout(limit, net::connect(silent.address()));
        EXPECT_EQ(one.error(), errc::timed_out);
        const std::vector<socket_address> addresses(3, silent.address());
        auto several = co_await timeout(limit, net::connect(addresses));
        EXPECT_EQ(several.error(), errc::timed_out);
        auto task_connects = [&]() -> task<result<net::tcp_stream>> {
            co_return co_await net::connect(silent.address());
        };
        auto connects = spawn(std::ref(task_connects));
        co_await settle();
        connects.abort();
        EXPECT_EQ((co_await connects).error(), errc::cancelled);
        co_return {};
    });
}

TEST_P(connecting, names_are_resolved) {
    run([]() -> task<result<void>> {
        auto local = co_await co_await net::resolve("localhost", 80);
        EXPECT_FALSE(local.empty());
        for (const auto& address : local) {
            EXPECT_TRUE(address.is_loopback()) << address.to_string();
            EXPECT_EQ(address.port(), 80);
        }
        auto literal = co_await co_await net::resolve("::1", 81);
        EXPECT_EQ(literal, std::vector<socket_address>(1, socket_address::loopback_ipv6(81)));
        co_return {};
    });
}

TEST_P(connecting, an_unknown_name_is_an_error_of_the_resolver) {
    run([]() -> task<void> {
        // ".invalid" never exists (RFC 6761); a machine without a network cannot even ask.
        auto unknown = co_await net::resolve("nobody.invalid", 80);
        EXPECT_EQ(unknown.error().category(), net::resolver_category());
        EXPECT_THAT(unknown.error().message(), StartsWith("resolve name nobody.invalid: "));
        auto empty = co_await net::resolve("", 80);
        EXPECT_EQ(empty.error(), errc::invalid_argument);
        auto cut = co_await net::resolve(std::string("local\0host", 10), 80);
        EXPECT_EQ(cut.error(), errc::invalid_argument);
    });
}

TEST_P(connecting, a_look_up_can_be_left) {
    run([]() -> task<void> {
        auto look = []() -> task<result<std::vector<socket_address>>> {
            co_return co_await net::resolve("nobody.invalid", 80);
        };
        auto looking = spawn(look);
        looking.abort();
        EXPECT_EQ((co_await looking).error(), errc::cancelled);
    });
}

}  // namespace

}  // namespace bounce::net_test
