#include "http_support.hpp"

namespace bounce::http_test {

namespace {

class misbehaving_server : public every_runtime {};
INSTANTIATE_TEST_SUITE_P(http, misbehaving_server, ::testing::ValuesIn(every_mode), mode_name);

/// Accepts connections, waits for a request on each, says its piece, and closes or waits.
class raw_server {
public:
    raw_server(std::string says, bool closes) : says_{std::move(says)}, closes_{closes} {}

    task<result<void>> start() {
        listener_ = co_await net::tcp_listener::bind("127.0.0.1:0");
        serving_ = spawn(serve(this), "raw server");
        co_return {};
    }
    task<void> stop() {
        serving_.abort();
        static_cast<void>(co_await serving_);
    }
    [[nodiscard]] std::string url() const {
        return "http://" + listener_->local_address().to_string() + "/x";
    }
    [[nodiscard]] int accepted() const { return accepted_.load(); }

private:
    static task<result<void>> serve(raw_server* self) {
        for (;;) {
            auto stream = co_await co_await self->listener_->accept();
            self->accepted_.fetch_add(1);
            static_cast<void>(co_await read_until(stream, "\r\n\r\n"));
            static_cast<void>(co_await stream.write_all(as_bytes(self->says_)));
            if (!self->closes_) self->open_.push_back(std::move(stream));
        }
    }

    std::string says_;
    bool closes_;
    std::optional<net::tcp_listener> listener_;
    std::vector<net::tcp_stream> open_;
    join_handle<result<void>> serving_;
    atomic<int> accepted_{0};
};

/// What a client makes of a server that answers this and then closes the connection.
task<result<http::client_response>> ask(std::string answer,
                                        http::client_options options = http::client_options()) {
    raw_server peer{std::move(answer), true};
    co_await co_await peer.start();
    auto got = co_await http::get(peer.url(), options);
    if (!got) {
        EXPECT_THAT(got.error().message(), HasSubstr("GET " + peer.url()));
    }
    co_await peer.stop();
    co_return got;
}

TEST_P(misbehaving_server, what_is_no_response_is_malformed) {
    run([]() -> task<void> {
        const std::string ok = "HTTP/1.1 200 OK\r\n";
        const std::pair<const char*, std::string> cases[] = {
            {"nonsense", "hello, this is no HTTP\r\n\r\n"},
            {"a bare line feed", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"},
            {"a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"},
            {"two lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"},
            {"both framings",
             ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
            {"a bad chunk", ok + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"},
            {"a header without a name", ok + ": x\r\n\r\n"},
            {"a NUL", ok + std::string("A: b\0c\r\n\r\n", 10)},
            {"another protocol", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"},
        };
        for (const auto& [what, answer] : cases) {
            auto got = co_await ask(answer);
            EXPECT_FALSE(got.has_value()) << what;
            if (!got) {
                EXPECT_EQ(got.error(), errc::malformed) << what << ": " << got.error().message();
            }
        }
    });
}

TEST_P(misbehaving_server, what_is_cut_short_is_an_error) {
    run([]() -> task<void> {
        const std::string answers[] = {
            "", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n"};
        for (const auto& answer : answers) {
            auto got = co_await ask(answer);
            EXPECT_FALSE(got.has_value()) << answer;
            if (!got) {
                EXPECT_EQ(got.error(), errc::end_of_input)
                    << answer << ": " << got.error().message();
            }
        }
    });
}

TEST_P(misbehaving_server, limits_name_themselves) {
    run([]() -> task<result<void>> {
        http::client_options options;
        options.max_header_bytes = 100;
        auto long_header =
            co_await ask("HTTP/1.1 200 OK\r\nA: " + std::string(200, 'x') + "\r\n\r\n", options);
        EXPECT_EQ(long_header.error(), errc::limit_exceeded);
        options = http::client_options();
        options.max_header_fields = 2;
        auto fields = co_await ask("HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", options);
        EXPECT_EQ(fields.error(), errc::limit_exceeded);
        options = http::client_options();
        options.max_body_bytes = 4;
        for (const auto* framing : {"Content-Length: 5\r\n\r\n12345",
                                    "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n",
                                    "Connection: close\r\n\r\n12345"}) {
            auto body = co_await ask("HTTP/1.1 200 OK\r\n" + std::string(framing), options);
            EXPECT_EQ(body.error(), errc::limit_exceeded) << framing;
            EXPECT_THAT(body.error().message(), HasSubstr("4 bytes"));
        }
        auto fits =
            co_await co_await ask("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n1234", options);
        EXPECT_EQ(fits.body, "1234");
        std::string chatter;
        for (int i = 0; i < 100; ++i) chatter += "HTTP/1.1 103 Early Hints\r\n\r\n";
        auto chatty = co_await ask(chatter + "HTTP/1.1 204 No Content\r\n\r\n");
        EXPECT_EQ(chatty.error(), errc::limit_exceeded);
        co_return {};
    });
}

TEST_P(misbehaving_server, oddities_that_are_allowed_are_understood) {
    run([]() -> task<result<void>> {
        auto until_end = co_await co_await ask("HTTP/1.1 200 OK\r\n\r\nuntil the end");
        EXPECT_EQ(until_end.body, "until the end");
        auto hinted = co_await co_await ask(
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 Fine\r\nContent-Length: "
            "2\r\n\r\nok");
        EXPECT_EQ(hinted.body, "ok");
        EXPECT_FALSE(hinted.headers.contains("Link"));
        auto old = co_await co_await ask("HTTP/1.0 404 Gone\r\n\r\nsorry");
        EXPECT_EQ(old.status, http::status::not_found);
        co_return {};
    });
}

TEST_P(misbehaving_server, what_it_says_after_an_answer_is_not_the_next_answer) {
    run([]() -> task<result<void>> {
        const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        raw_server peer{answer + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", false};
        co_await co_await peer.start();
        http::client asking;
        for (int i = 1; i <= 3; ++i) {
            auto got = co_await co_await asking.get(peer.url());
            EXPECT_EQ(got.body, "ok");
            EXPECT_EQ(peer.accepted(), i);
            EXPECT_EQ(asking.idle_connections(), 0u);
        }
        co_await peer.stop();
        co_return {};
    });
}

// A connection that dies after the request has left: a GET may be sent again, a POST may not.
TEST_P(misbehaving_server, only_what_may_be_repeated_is_sent_again) {
    run([]() -> task<result<void>> {
        auto listener = co_await net::tcp_listener::bind("127.0.0.1:0");
        const std::string url = "http://" + listener.local_address().to_string() + "/";
        auto serve = [&]() -> task<result<void>> {
            const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
            for (int i = 0; i < 3; ++i) {
                auto stream = co_await co_await listener.accept();
                static_cast<void>(co_await co_await read_until(stream, "\r\n\r\n"));
                co_await co_await stream.write_all(as_bytes(answer));
                if (i < 2) static_cast<void>(co_await co_await read_until(stream, "\r\n\r\n"));
            }
            co_return {};
        };
        auto serving = spawn(std::ref(serve));
        http::client asking;
        auto first = co_await co_await asking.get(url);
        auto repeated = co_await co_await asking.get(url);
        EXPECT_EQ(repeated.body, "ok");
        auto posted = co_await asking.post(url, "");
        EXPECT_EQ(posted.error(), errc::end_of_input) << posted.error().message();
        auto third = co_await co_await asking.get(url);
        EXPECT_EQ(third.body, "ok");
        co_return co_await serving;
    });
}

TEST_P(misbehaving_server, that_answers_before_it_has_read_everything_is_heard) {
    run([]() -> task<result<void>> {
        raw_server peer{
            "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno!",
            false};
        co_await co_await peer.start();
        auto got = co_await co_await http::post(peer.url(), std::string(32 << 20, 'x'));
        EXPECT_EQ(got.status, http::status::content_too_large);
        EXPECT_EQ(got.body, "no!");
        co_await peer.stop();
        co_return {};
    });
}

TEST(stalling_server, every_phase_has_its_limit) {
    run_in_virtual_time([]() -> task<result<void>> {
        for (const auto* answer :
             {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"}) {
            raw_server peer{answer, false};
            co_await co_await peer.start();
            const auto begin = now();
            auto got = co_await http::get(peer.url());
            EXPECT_EQ(got.error(), errc::timed_out);
            EXPECT_THAT(got.error().message(), StartsWith("GET " + peer.url()));
            EXPECT_EQ(std::chrono::floor<seconds>(now() - begin), limits::http_request_timeout);
            co_await peer.stop();
        }
        raw_server peer{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", false};
        co_await co_await peer.start();
        http::client asking;
        auto stream =
            co_await co_await asking.open(http::client_request(http::method::get, peer.url()));
        auto rest = co_await stream.body().read_all();
        EXPECT_EQ(rest.error(), errc::timed_out);
        auto again = co_await stream.body().next();
        EXPECT_EQ(again.error(), errc::timed_out);
        co_await peer.stop();
        co_return {};
    });
}

TEST_P(misbehaving_server, a_request_can_be_given_up_at_any_time) {
    run([]() -> task<result<void>> {
        raw_server peer{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", false};
        co_await co_await peer.start();
        http::client asking;
        for (int i = 0; i < 30; ++i) {
            const nanoseconds limit = microseconds(i * 20);
            auto got = co_await timeout(
                limit, asking.post(peer.url(), std::string(i % 2 == 0 ? 10 : 8 << 20, 'x')));
            EXPECT_EQ(got.error(), errc::timed_out);
        }
        co_await peer.stop();
        co_return {};
    });
}

}  // namespace

}  // namespace bounce::http_test
