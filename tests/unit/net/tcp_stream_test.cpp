#include "net_support.hpp"

#include "bounce/runtime/select.hpp"
#include "bounce/runtime/timeout.hpp"
#include "bounce/runtime/when_all.hpp"
#include "bounce/runtime/with_group.hpp"

#include <csignal>

namespace bounce::net_test {

namespace {

class tcp_stream : public every_runtime {};
INSTANTIATE_TEST_SUITE_P(net, tcp_stream, ::testing::ValuesIn(every_mode), mode_name);

task<result<void>> echo(net::tcp_stream stream) {
    std::array<std::byte, 1000> buffer;
    for (;;) {
        const auto count = co_await co_await stream.read(buffer);
        if (count == 0) break;
        co_await co_await stream.write_all(bytes_view(buffer).first(count));
    }
    co_return stream.shutdown_write();
}

task<result<void>> write_then_end(net::tcp_stream& to, const std::string& text) {
    co_await co_await to.write_all(as_bytes(text));
    co_return to.shutdown_write();
}

TEST_P(tcp_stream, carries_bytes_both_ways) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        auto echoing = spawn(echo(std::move(both.server)));
        std::array<std::byte, 5> answer;
        for (const auto* word : {"hello", "world", "again"}) {
            co_await co_await both.client.write_all(as_bytes(word));
            co_await co_await both.client.read_exactly(answer);
            EXPECT_EQ(as_text(answer), word);
        }
        co_await both.client.shutdown_write();
        EXPECT_EQ(co_await co_await both.client.read(answer), 0u);
        co_return co_await echoing;
    });
}

TEST_P(tcp_stream, moves_more_than_the_system_buffers) {
    run([]() -> task<result<void>> {
        const auto text = numbered_text(8 << 20);
        auto both = co_await co_await connected_pair();
        auto echoing = spawn(echo(std::move(both.server)));
        auto [written, got] =
            co_await when_all(write_then_end(both.client, text), read_to_end(both.client));
        co_await written;
        const auto received = co_await std::move(got);
        EXPECT_TRUE(received == text);
        co_return co_await echoing;
    });
}

TEST_P(tcp_stream, writes_several_pieces_in_order) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        const auto text = numbered_text(3 << 20);
        std::vector<bytes_view> pieces;
        for (std::size_t at = 0, size = 0; at < text.size();
             at += size, size = (size * 7 + 3) % 40'000)
            pieces.push_back(as_bytes(std::string_view{text}.substr(at, size)));
        pieces.push_back(as_bytes(std::string_view{"the end"}));
        auto writing = [&]() -> task<result<void>> {
            const std::span<bytes_view> all(pieces);
            co_await co_await both.client.write_all(all);
            co_return both.client.shutdown_write();
        };
        auto [written, got] = co_await when_all(writing(), read_to_end(both.server));
        co_await written;
        const auto received = co_await std::move(got);
        EXPECT_TRUE(received == text + "the end");
        co_return {};
    });
}

// The end of the stream often arrives together with the last bytes, and then no event follows that
// would tell of it: a reader that had taken the short read for "nothing more" would wait for ever.
TEST_P(tcp_stream, an_end_that_comes_with_the_last_bytes_is_seen) {
    run([]() -> task<result<void>> {
        auto listener = co_await net::tcp_listener::bind("127.0.0.1:0");
        auto serving = [&]() -> task<result<void>> {
            for (int i = 0; i < 300; ++i) {
                auto stream = co_await co_await listener.accept();
                co_await co_await stream.write_all(as_bytes("bye"));
            }
            co_return {};
        };
        auto asking = [&]() -> task<result<void>> {
            for (int i = 0; i < 300; ++i) {
                auto stream = co_await co_await net::connect(listener.local_address());
                if (i % 3 == 0) co_await settle();
                const auto got = co_await co_await read_to_end(stream);
                EXPECT_EQ(got, "bye");
            }
            co_return {};
        };
        auto [served, asked] = co_await when_all(serving(), asking());
        co_await served;
        co_return asked;
    });
}

TEST_P(tcp_stream, its_halves_work_in_two_tasks_at_once) {
    run([]() -> task<result<void>> {
        const auto text = numbered_text(4 << 20);
        auto both = co_await co_await connected_pair();
        auto write = [](net::tcp_write_half half, std::string all) -> task<result<void>> {
            co_await co_await half.write_all(as_bytes(all));
            co_return half.shutdown_write();
        };
        auto read = [](net::tcp_read_half half) -> task<result<std::string>> {
            std::string all(4 << 20, ' ');
            co_await co_await half.read_exactly(std::as_writable_bytes(std::span(all)));
            std::array<std::byte, 1> more;
            EXPECT_EQ(co_await co_await half.read(more), 0u);
            co_return all;
        };
        auto [client_reads, client_writes] = std::move(both.client).split();
        auto [server_reads, server_writes] = std::move(both.server).split();
        EXPECT_EQ(client_reads.peer_address(), client_writes.peer_address());
        auto a = spawn(write, std::move(client_writes), text);
        auto b = spawn(write, std::move(server_writes), text);
        auto c = spawn(read, std::move(client_reads));
        auto d = spawn(read, std::move(server_reads));
        co_await co_await a;
        co_await co_await b;
        const auto at_client = co_await co_await c;
        const auto at_server = co_await co_await d;
        EXPECT_TRUE(at_client == text);
        EXPECT_TRUE(at_server == text);
        co_return {};
    });
}

TEST_P(tcp_stream, dropping_the_writing_half_does_not_end_the_stream) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        auto halves = std::optional(std::move(both.client).split());
        std::optional<net::tcp_read_half> reads(std::move(halves->first));
        halves.reset();
        std::array<std::byte, 8> buffer;
        const nanoseconds shortly = milliseconds{1};
        auto nothing = co_await timeout(shortly, both.server.read(buffer));
        EXPECT_EQ(nothing.error(), errc::timed_out);
        reads.reset();
        EXPECT_EQ(co_await co_await both.server.read(buffer), 0u);
        co_return {};
    });
}

TEST_P(tcp_stream, an_end_too_early_is_an_error_that_names_the_peer) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        const auto peer = both.client.peer_address().to_string();
        co_await co_await both.server.write_all(as_bytes("abc"));
        both.server.close();
        EXPECT_FALSE(both.server.is_open());
        std::array<std::byte, 4> buffer;
        const auto got = co_await both.client.read_exactly(buffer);
        EXPECT_EQ(got.error(), errc::end_of_input);
        EXPECT_THAT(got.error().message(), StartsWith("read " + peer + ":"));
        co_return {};
    });
}

TEST_P(tcp_stream, a_reset_is_an_error_that_names_the_peer) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        co_await both.server.set_linger(seconds(0));
        both.server.close();
        std::array<std::byte, 4> buffer;
        const auto got = co_await both.client.read(buffer);
        EXPECT_EQ(got.error(), std::errc::connection_reset);
        EXPECT_THAT(got.error().message(), HasSubstr(both.client.peer_address().to_string()));
        co_return {};
    });
}

TEST_P(tcp_stream, writing_to_a_peer_that_has_gone_is_an_error_and_no_signal) {
    run([]() -> task<result<void>> {
        EXPECT_EQ(std::signal(SIGPIPE, SIG_DFL), SIG_DFL);
        auto both = co_await co_await connected_pair();
        both.server.close();
        result<void> written;
        while (written) written = co_await both.client.write_all(as_bytes("anybody there?"));
        EXPECT_THAT(written.error().message(),
                    StartsWith("write " + both.client.peer_address().to_string()));
        co_return {};
    });
}

TEST_P(tcp_stream, a_read_that_was_cancelled_loses_nothing) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        std::string got;
        const auto text = numbered_text(20'000);
        auto writing = spawn(write_then_end(both.server, text));
        std::array<std::byte, 256> buffer;
        for (int i = 0;; ++i) {
            // Timers of almost no length, so that now one side wins and now the other.
            const nanoseconds limit = microseconds{i % 5};
            auto count = co_await timeout(limit, both.client.read(buffer));
            if (count) {
                if (*count == 0) break;
                got += as_text(bytes_view(buffer).first(*count));
            } else {
                EXPECT_EQ(count.error(), errc::timed_out);
            }
        }
        EXPECT_TRUE(got == text);
        co_return co_await writing;
    });
}

TEST_P(tcp_stream, a_task_that_reads_or_writes_can_be_aborted) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        auto read = [&]() -> task<result<std::size_t>> {
            std::array<std::byte, 16> buffer;
            co_return co_await both.client.read(buffer);
        };
        auto write = [&]() -> task<result<void>> {
            const std::string much(32 << 20, 'x');
            co_return co_await both.client.write_all(as_bytes(much));
        };
        auto reading = spawn(std::ref(read));
        auto writing = spawn(std::ref(write));
        co_await settle();
        reading.abort();
        writing.abort();
        EXPECT_EQ((co_await reading).error(), errc::cancelled);
        EXPECT_EQ((co_await writing).error(), errc::cancelled);
        co_return {};
    });
}

TEST_P(tcp_stream, stop_is_sticky_although_bytes_are_there) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        co_await co_await both.server.write_all(as_bytes("bytes"));
        auto read_twice = [&]() -> task<result<std::size_t>> {
            std::array<std::byte, 2> buffer;
            EXPECT_EQ(co_await co_await both.client.read(buffer), 2u);
            auto never = co_await sleep(seconds(1000));
            EXPECT_EQ(never.error(), errc::cancelled);
            co_return co_await both.client.read(buffer);
        };
        auto reading = spawn(std::ref(read_twice));
        co_await settle();
        reading.abort();
        EXPECT_EQ((co_await reading).error(), errc::cancelled);
        co_return {};
    });
}

TEST_P(tcp_stream, nothing_is_read_into_nothing) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        co_await co_await both.server.write_all(as_bytes("x"));
        const bytes_span nothing;
        EXPECT_EQ(co_await co_await both.client.read(nothing), 0u);
        co_await co_await both.client.read_exactly(nothing);
        co_await co_await both.client.write_all(bytes_view());
        std::array<std::byte, 4> buffer;
        EXPECT_EQ(co_await co_await both.client.read(buffer), 1u);
        co_return {};
    });
}

TEST_P(tcp_stream, knows_its_addresses_and_options) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        const auto client = co_await both.client.local_address();
        const auto server = co_await both.server.local_address();
        EXPECT_EQ(client, both.server.peer_address());
        EXPECT_EQ(server, both.client.peer_address());
        co_await both.client.set_nodelay(false);
        co_await both.client.set_keepalive(seconds(30));
        co_await both.client.set_keepalive(std::nullopt);
        co_return {};
    });
}

TEST(tcp_stream_callbacks, every_operation_takes_a_callback) {
    auto rt = runtime::create().value();
    std::vector<std::string> log;
    std::optional<net::tcp_listener> listener;
    net::tcp_stream client;
    net::tcp_stream server;
    std::array<std::byte, 5> buffer;
    const auto ended = rt.run([&] {
        listener.emplace(net::tcp_listener::bind("127.0.0.1:0").value());
        listener->accept().then([&](result<net::tcp_stream> accepted) {
            log.emplace_back("accepted");
            server = std::move(accepted).value();
            server.read_exactly(buffer).then([&](result<void> read) {
                EXPECT_TRUE(read.has_value());
                log.emplace_back(as_text(buffer));
                server.close();
                listener.reset();
            });
        });
        net::connect(listener->local_address()).then([&](result<net::tcp_stream> connected) {
            client = std::move(connected).value();
            client.write_all(as_bytes("hello")).then([&](result<void> written) {
                EXPECT_TRUE(written.has_value());
                client.close();
            });
        });
    });
    EXPECT_TRUE(ended.has_value()) << ended.error().message();
    EXPECT_THAT(log, ::testing::ElementsAre("accepted", "hello"));
}

TEST(tcp_stream_shutdown, a_read_under_way_ends_with_the_runtime) {
    auto rt = runtime::create().value();
    auto both = rt.block_on(connected_pair()).value();
    std::optional<result<std::size_t>> outcome;
    auto wait = [&]() -> task<void> {
        std::array<std::byte, 4> buffer;
        outcome = co_await both.client.read(buffer);
    };
    auto waiting = rt.spawn(call(&wait));
    const result<void> settled = rt.block_on(settle());
    EXPECT_TRUE(settled.has_value());
    EXPECT_FALSE(outcome.has_value());
    EXPECT_TRUE(rt.shutdown(seconds{5}).empty());
    ASSERT_TRUE(outcome.has_value());
    EXPECT_TRUE(outcome->error() == errc::cancelled || outcome->error() == errc::closed);
}

}  // namespace

}  // namespace bounce::net_test
