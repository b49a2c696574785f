#include "bounce/http/write_message.hpp"

#include "http_transcript.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using bounce::as_bytes;
using bounce::errc;
using namespace bounce::http;

TEST(write_head, writes_requests_and_responses) {
    std::string out;
    request_head request{method::post, "/a?b"};
    request.headers.add("Host", "h");
    request.headers.add("Content-Length", "0");
    ASSERT_TRUE(write_head(out, request));
    EXPECT_EQ(out, "POST /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");

    out.clear();
    response_head response{status::not_found};
    response.version = version::http_1_0;
    ASSERT_TRUE(write_head(out, response));
    response.reason = "Nothing \xC3\xA9 here";
    ASSERT_TRUE(write_head(out, response));
    EXPECT_EQ(out, "HTTP/1.0 404 Not Found\r\n\r\nHTTP/1.0 404 Nothing \xC3\xA9 here\r\n\r\n");
}

TEST(write_head, what_is_written_is_read_back) {
    request_head request{method::parse("PROPFIND").value(), "/x%20y"};
    request.headers = {{"Host", "h:80"},
                       {"Empty", ""},
                       {"X-Text", "a \t \xFF z"},
                       {"Transfer-Encoding", "chunked"}};
    std::string out;
    ASSERT_TRUE(write_head(out, request));
    write_chunk(out, as_bytes("hello"));
    write_chunk(out, as_bytes(""));
    write_chunk_begin(out, 16);
    out += "0123456789abcdef";
    write_chunk_end(out);
    ASSERT_TRUE(write_last_chunk(out, {{"T", "v"}}));
    http_transcript::recorder<request_parser> r;
    EXPECT_TRUE(r.feed(out));
    EXPECT_EQ(r.parser.head(), request);
    EXPECT_EQ(r.messages, 1U);
    EXPECT_NE(r.finish().find("body hello0123456789abcdef\ncomplete\n  T: v\n"), std::string::npos);
}

TEST(write_head, refuses_injection) {
    const auto refused = [](std::string_view name, std::string_view value) {
        std::string out = "before";
        response_head head;
        head.headers.add(name, value);
        const auto done = write_head(out, head);
        EXPECT_EQ(out == "before", !done.has_value());
        return done ? "written" : done.error().message();
    };
    EXPECT_EQ(refused("X-A", "a\r\nSet-Cookie: b"),
              "write HTTP message with this value of the header field \"X-A\": invalid argument");
    EXPECT_EQ(refused("X-A\r\nB", "a"),
              "write HTTP message with the header name \"X-A??B\": invalid argument");
    for (const std::string_view value :
         {std::string_view{"\n"}, {"a\rb"}, {"\0", 1}, {"\x7F"}, {" a"}, {"a\t"}})
        EXPECT_NE(refused("X", value), "written");
    for (const auto* name : {"", "a b", "a:", "\xC3\xA9", "a\t"})
        EXPECT_NE(refused(name, "v"), "written") << name;
    EXPECT_EQ(refused("X", "\t \xFF"),
              "write HTTP message with this value of the header field \"X\": invalid argument");
    EXPECT_EQ(refused("X", "a\tb \xFF"), "written");

    std::string out;
    request_head request;
    for (const auto* target : {"", "/a b", "/a\r\nX: y", "/\x80", "/\t"}) {
        request.target = target;
        EXPECT_EQ(write_head(out, request).error(), errc::invalid_argument) << target;
    }
    response_head response;
    response.reason = "OK\r\nX: y";
    EXPECT_EQ(write_head(out, response).error(), errc::invalid_argument);
    for (const unsigned code : {0U, 99U, 1000U})
        EXPECT_EQ(write_head(out, response_head{static_cast<status>(code)}).error(),
                  errc::invalid_argument);
    EXPECT_EQ(out, "");
}

TEST(write_head, refuses_ambiguous_framing) {
    std::string out;
    response_head head;
    head.headers = {{"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}};
    EXPECT_EQ(write_head(out, head).error(), errc::invalid_argument);
    head.headers = {{"Content-Length", "1"}, {"content-length", "1"}};
    EXPECT_EQ(write_head(out, head).error(), errc::invalid_argument);
    EXPECT_EQ(out, "");
}

TEST(write_last_chunk, refuses_trailers_that_would_be_refused) {
    std::string out;
    for (const auto* name : {"Content-Length", "transfer-encoding", "Host"})
        EXPECT_EQ(write_last_chunk(out, {{name, "1"}}).error(), errc::invalid_argument) << name;
    EXPECT_EQ(write_last_chunk(out, {{"a b", "1"}}).error(), errc::invalid_argument);
    EXPECT_EQ(out, "");
    ASSERT_TRUE(write_last_chunk(out));
    EXPECT_EQ(out, "0\r\n\r\n");
}

}  // namespace
