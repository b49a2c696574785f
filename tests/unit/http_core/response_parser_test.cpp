#include "bounce/http/response_parser.hpp"

#include "http_transcript.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using bounce::as_bytes;
using bounce::errc;
using namespace bounce::http;
using http_transcript::recorder;

std::string read(std::string_view input, const parse_options& options = {}) {
    recorder<response_parser> r{options};
    r.feed(input);
    EXPECT_EQ(r.leftover, 0U);
    return r.finish();
}

std::string read_answer(const method& m, std::string_view input) {
    recorder<response_parser> r;
    r.parser.answers(m);
    r.feed(input);
    return r.finish();
}

std::string ok(std::string_view rest) { return std::string{"HTTP/1.1 200 OK\r\n"}.append(rest); }

TEST(response_parser, reads_sized_and_chunked_bodies) {
    EXPECT_EQ(read(ok("Content-Length: 3\r\n\r\nabc")),
              "head 200 OK 1.1\n  Content-Length: 3\nbody abc\ncomplete\n");
    EXPECT_EQ(read(ok("Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nT: v\r\n\r\n")),
              "head 200 OK 1.1\n  Transfer-Encoding: chunked\nbody ab\ncomplete\n  T: v\n");
    EXPECT_EQ(read("HTTP/1.0 404 \r\nContent-Length: 0\r\n\r\n"),
              "head 404  1.0\n  Content-Length: 0\ncomplete\n");
    EXPECT_EQ(read("HTTP/1.1 301\r\nContent-Length: 0\r\n\r\n"),
              "head 301  1.1\n  Content-Length: 0\ncomplete\n");
    EXPECT_EQ(read("HTTP/1.1 299 \xC3\xA9 x\r\nContent-Length: 0\r\n\r\n").substr(0, 13),
              "head 299 \xC3\xA9 x");
}

TEST(response_parser, a_body_without_length_lasts_until_the_end) {
    EXPECT_EQ(read(ok("\r\nabc")), "head 200 OK 1.1\nbody abc\ncomplete at the end\n");
    EXPECT_EQ(read(ok("\r\n")), "head 200 OK 1.1\ncomplete at the end\n");
    response_parser parser;
    EXPECT_EQ(parser.parse(as_bytes(ok("\r\n"))).value().event, parse_event::head);
    EXPECT_EQ(parser.body_size(), std::nullopt);
    EXPECT_FALSE(parser.keep_alive());
    EXPECT_TRUE(parser.inside_message());
    EXPECT_EQ(parser.parse({}).value().event, parse_event::need_more);
    EXPECT_TRUE(parser.finish().value());
    EXPECT_FALSE(parser.inside_message());
    EXPECT_FALSE(parser.finish().value());
}

TEST(response_parser, an_end_inside_a_response_is_an_error) {
    for (const auto* cut : {"HTTP", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"}) {
        EXPECT_NE(
            read(cut).find("cut: read HTTP response: the connection ended inside the message: "
                           "unexpected end of input"),
            std::string::npos)
            << cut;
    }
    EXPECT_EQ(read(""), "");
}

TEST(response_parser, some_responses_have_no_body_whatever_they_say) {
    const std::string next = ok("Content-Length: 0\r\n\r\n");
    const std::string read_next = "head 200 OK 1.1\n  Content-Length: 0\ncomplete\n";
    EXPECT_EQ(read("HTTP/1.1 204 N\r\n\r\n" + next), "head 204 N 1.1\ncomplete\n" + read_next);
    EXPECT_EQ(read("HTTP/1.1 304 N\r\nContent-Length: 10\r\n\r\n" + next),
              "head 304 N 1.1\n  Content-Length: 10\ncomplete\n" + read_next);
    EXPECT_EQ(read_answer(method::head, ok("Content-Length: 10\r\n\r\n") + next),
              "head 200 OK 1.1\n  Content-Length: 10\ncomplete\n" + read_next);
    EXPECT_EQ(read_answer(method::head, ok("Transfer-Encoding: chunked\r\n\r\n") + next),
              "head 200 OK 1.1\n  Transfer-Encoding: chunked\ncomplete\n" + read_next);
    EXPECT_EQ(read_answer(method::head, ok("\r\n") + next),
              "head 200 OK 1.1\ncomplete\n" + read_next);
    EXPECT_EQ(read_answer(method::connect, ok("\r\n")), "head 200 OK 1.1\ncomplete\n");
    EXPECT_EQ(read_answer(method::connect, "HTTP/1.1 403 F\r\nContent-Length: 1\r\n\r\nx"),
              "head 403 F 1.1\n  Content-Length: 1\nbody x\ncomplete\n");
}

TEST(response_parser, informational_responses_come_before_the_answer) {
    recorder<response_parser> r;
    r.parser.answers(method::head);
    r.feed(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nConnection: close\r\nLink: x\r\n\r\n");
    EXPECT_TRUE(r.parser.keep_alive());
    r.feed(ok("Content-Length: 5\r\nConnection: close\r\n\r\n"));
    EXPECT_FALSE(r.parser.keep_alive());
    EXPECT_EQ(r.messages, 3U);
    EXPECT_EQ(
        r.finish(),
        "head 100 Continue 1.1\ncomplete\nhead 103 Early 1.1\n  Connection: close\n  Link: x\n"
        "complete\nhead 200 OK 1.1\n  Content-Length: 5\n  Connection: close\ncomplete\n");
}

TEST(response_parser, refuses_status_lines) {
    const auto refused = [](std::string_view line) {
        return read(std::string{line}.append("\r\nContent-Length: 0\r\n\r\n"));
    };
    for (const auto* bad : {"HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 20", "HTTP/1.1 2000 OK",
                            "HTTP/1.1 099 X", "HTTP/1.1  200 OK", "HTTP/1.1\t200 OK",
                            "HTTP/1.1 +20 OK", "HTTP/2 200", "HTTP/1.2 200 OK", "HTTP/01.1 200 OK",
                            "http/1.1 200 OK", "ICY 200 OK", "HTTP/1.1 20x OK", " HTTP/1.1 200 OK"})
        EXPECT_TRUE(refused(bad).starts_with("refused: ")) << bad;
    EXPECT_EQ(refused("HTTP/1.1 200OK"),
              "refused: read HTTP response: no space after the status code: malformed\n");
}

TEST(response_parser, refuses_what_could_be_read_in_two_ways) {
    for (const auto* bad :
         {"Content-Length: 3\r\nContent-Length: 3\r\n", "Content-Length: 3, 3\r\n",
          "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: chunked, gzip\r\n", "Transfer-Encoding: gzip\r\n",
          "A: b\r\n c: d\r\n", "A : b\r\n", "A: b\nB: c\r\n", "A: \x01\r\n"})
        EXPECT_TRUE(read(ok(bad) + "\r\n").starts_with("refused: ")) << bad;
    // No Host is wanted of a response.
    EXPECT_TRUE(read(ok("Host: a\r\nContent-Length: 0\r\n\r\n")).ends_with("complete\n"));
}

TEST(response_parser, nothing_may_follow_the_last_response) {
    EXPECT_TRUE(read(ok("Content-Length: 1\r\nConnection: close\r\n\r\naHTTP"))
                    .ends_with("refused: read HTTP response: bytes after the last message of the "
                               "connection: malformed\n"));
}

TEST(response_parser, an_open_body_is_limited_exactly) {
    parse_options options;
    options.max_body_bytes = 3;
    EXPECT_EQ(read(ok("\r\nabc"), options), "head 200 OK 1.1\nbody abc\ncomplete at the end\n");
    EXPECT_TRUE(read(ok("\r\nabcd"), options)
                    .ends_with("refused: read HTTP response: a body that is too large: limit "
                               "exceeded\n"));
}

}  // namespace
