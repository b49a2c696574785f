#include "bounce/net/buffered_reader.hpp"

#include "net_support.hpp"

#include "bounce/runtime/timeout.hpp"

namespace bounce::net_test {

namespace {

class buffered_reader : public every_runtime {};
INSTANTIATE_TEST_SUITE_P(net, buffered_reader, ::testing::ValuesIn(every_mode), mode_name);

constexpr std::string_view text = "one\r\ntwo\n\nlong line of several words\r\nthe last";

task<result<std::vector<std::string>>> all_lines(net::buffered_reader& reader) {
    std::vector<std::string> lines;
    while (auto line = co_await co_await reader.read_line()) lines.push_back(*std::move(line));
    co_return lines;
}

TEST_P(buffered_reader, reads_lines_however_they_arrive) {
    run([]() -> task<result<void>> {
        for (std::size_t at = 0; at <= text.size(); ++at) {
            auto both = co_await co_await connected_pair();
            auto send = [&]() -> task<result<void>> {
                co_await co_await both.server.write_all(as_bytes(text.substr(0, at)));
                co_await settle();
                co_await co_await both.server.write_all(as_bytes(text.substr(at)));
                co_return both.server.shutdown_write();
            };
            auto sending = spawn(std::ref(send));
            net::buffered_reader reader{both.client, at % 7 + 1};
            const auto lines = co_await co_await all_lines(reader);
            EXPECT_THAT(lines, ::testing::ElementsAre("one", "two", "",
                                                      "long line of several words", "the last"));
            co_await co_await sending;
        }
        co_return {};
    });
}

TEST_P(buffered_reader, reads_up_to_a_delimiter_that_is_cut_in_two) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        co_await co_await both.server.write_all(as_bytes("a--b---c--rest"));
        co_await both.server.shutdown_write();
        net::buffered_reader reader{both.client, 1};
        for (const auto* piece : {"a--", "b--", "-c--"}) {
            const auto got = co_await co_await reader.read_until("--");
            EXPECT_EQ(got, piece);
        }
        auto cut = co_await reader.read_until("--");
        EXPECT_EQ(cut.error(), errc::end_of_input);
        EXPECT_EQ(reader.buffered(), "rest");
        co_return {};
    });
}

TEST_P(buffered_reader, gives_up_at_the_limit_and_not_before) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        co_await co_await both.server.write_all(as_bytes("12345678\n123456789\n"));
        net::buffered_reader reader{both.client};
        const auto fits = co_await co_await reader.read_line(9);
        EXPECT_EQ(fits, "12345678");
        auto too_long = co_await reader.read_line(9);
        EXPECT_EQ(too_long.error(), errc::limit_exceeded);
        EXPECT_THAT(too_long.error().message(), HasSubstr(both.client.peer_address().to_string()));
        EXPECT_THAT(too_long.error().message(), HasSubstr("9 bytes"));
        const auto with_room = co_await co_await reader.read_line(10);
        EXPECT_EQ(with_room, "123456789");
        co_return {};
    });
}

TEST_P(buffered_reader, a_line_without_an_end_is_bounded_too) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        const std::string endless(5000, 'x');
        co_await co_await both.server.write_all(as_bytes(endless));
        net::buffered_reader reader{both.client};
        auto got = co_await reader.read_line(4999);
        EXPECT_EQ(got.error(), errc::limit_exceeded);
        co_return {};
    });
}

TEST_P(buffered_reader, mixes_lines_and_bytes) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        auto [reads, writes] = std::move(both.client).split();
        co_await co_await both.server.write_all(as_bytes("4\nabcdrest"));
        both.server.close();
        net::buffered_reader reader{reads};
        const auto head = co_await co_await reader.read_line();
        EXPECT_EQ(head, "4");
        std::array<std::byte, 4> body;
        co_await co_await reader.read_exactly(body);
        EXPECT_EQ(as_text(body), "abcd");
        std::array<std::byte, 3> some;
        EXPECT_EQ(co_await co_await reader.read(some), 3u);
        auto too_few = co_await reader.read_exactly(some);
        EXPECT_EQ(too_few.error(), errc::end_of_input);
        EXPECT_EQ(co_await co_await reader.read(some), 1u);
        EXPECT_EQ(co_await co_await reader.read(some), 0u);
        const auto none = co_await co_await reader.read_line();
        EXPECT_EQ(none, std::nullopt);
        co_return {};
    });
}

TEST_P(buffered_reader, a_cancelled_line_is_not_lost) {
    run([]() -> task<result<void>> {
        auto both = co_await co_await connected_pair();
        co_await co_await both.server.write_all(as_bytes("half a "));
        net::buffered_reader reader{both.client};
        const nanoseconds limit = milliseconds(1);
        auto late = co_await timeout(limit, reader.read_line());
        EXPECT_EQ(late.error(), errc::timed_out);
        co_await co_await both.server.write_all(as_bytes("line\n"));
        const auto line = co_await co_await reader.read_line();
        EXPECT_EQ(line, "half a line");
        co_return {};
    });
}

}  // namespace

}  // namespace bounce::net_test
