#include "bounce/http/request_parser.hpp"

#include "http_transcript.hpp"

#include "bounce/base/limits.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using bounce::as_bytes;
using bounce::errc;
using namespace bounce::http;
using http_transcript::recorder;

std::string read(std::string_view input, const parse_options& options = {}) {
    recorder<request_parser> r{options};
    r.feed(input);
    EXPECT_EQ(r.leftover, 0U);
    return r.finish();
}

// The reason and the answering status of a refusal; what was read otherwise.
std::string refusal(std::string_view input, const parse_options& options = {}) {
    recorder<request_parser> r{options};
    if (r.feed(input)) return "accepted: " + r.finish();
    constexpr std::string_view prefix = "refused: read HTTP request: ";
    const auto at = r.log.find(prefix);
    return std::to_string(to_number(r.parser.refusal())) + " " +
           r.log.substr(at + prefix.size(), r.log.size() - at - prefix.size() - 1);
}

// A GET to host "a" with these lines in it.
std::string get(std::string_view lines) {
    return std::string{"GET / HTTP/1.1\r\nHost: a\r\n"}.append(lines).append("\r\n");
}

std::string post(std::string_view lines, std::string_view body) {
    return std::string{"POST / HTTP/1.1\r\nHost: a\r\n"}.append(lines).append("\r\n").append(body);
}

std::string chunked(std::string_view body) { return post("Transfer-Encoding: chunked\r\n", body); }

TEST(request_parser, reads_a_head) {
    EXPECT_EQ(read("GET /a?b HTTP/1.1\r\nHost: example.org:80\r\nX:\t y z \t\r\nEmpty:\r\n\r\n"),
              "head GET /a?b 1.1\n  Host: example.org:80\n  X: y z\n  Empty: \ncomplete\n");
    EXPECT_EQ(read("GET / HTTP/1.0\r\n\r\n"), "head GET / 1.0\ncomplete\n");
    EXPECT_EQ(read(get("x: \xC3\xA9\xFF\r\n")),
              "head GET / 1.1\n  Host: a\n  x: \xC3\xA9\xFF\ncomplete\n");
}

TEST(request_parser, reads_bodies) {
    EXPECT_EQ(read(post("Content-Length: 3\r\n", "abc")),
              "head POST / 1.1\n  Host: a\n  Content-Length: 3\nbody abc\ncomplete\n");
    EXPECT_EQ(read(post("Content-Length: 0\r\n", "")),
              "head POST / 1.1\n  Host: a\n  Content-Length: 0\ncomplete\n");
    EXPECT_EQ(read(chunked("3\r\nabc\r\n00A;x=\"y;z\";q\r\n0123456789\r\n000\r\nT: v\r\n\r\n")),
              "head POST / 1.1\n  Host: a\n  Transfer-Encoding: chunked\nbody abc0123456789\n"
              "complete\n  T: v\n");
    EXPECT_EQ(read(chunked("0\r\n\r\n")),
              "head POST / 1.1\n  Host: a\n  Transfer-Encoding: chunked\ncomplete\n");
    EXPECT_EQ(read(post("transfer-encoding: CHUNKED\r\n", "1\r\nx\r\n0\r\n\r\n")),
              "head POST / 1.1\n  Host: a\n  transfer-encoding: CHUNKED\nbody x\ncomplete\n");
}

TEST(request_parser, reads_pipelined_requests_one_by_one) {
    const std::string first = post("Content-Length: 2\r\n", "ab");
    const std::string input = first + get("");
    request_parser parser;
    auto rest = as_bytes(input);
    const auto next = [&] {
        auto step = parser.parse(rest).value();
        rest = rest.subspan(step.consumed);
        return step.event;
    };
    EXPECT_FALSE(parser.inside_message());
    EXPECT_EQ(next(), parse_event::head);
    EXPECT_EQ(parser.head().method, method::post);
    EXPECT_EQ(parser.body_size(), 2U);
    EXPECT_TRUE(parser.inside_message());
    EXPECT_EQ(next(), parse_event::body);
    EXPECT_EQ(next(), parse_event::message_complete);
    EXPECT_FALSE(parser.inside_message());
    EXPECT_EQ(rest.size(), input.size() - first.size()) << "the second request is not touched yet";
    EXPECT_EQ(parser.take_head().method, method::post);
    EXPECT_EQ(next(), parse_event::head);
    EXPECT_EQ(parser.head().method, method::get);
    EXPECT_EQ(parser.body_size(), 0U);
    EXPECT_EQ(next(), parse_event::message_complete);
    EXPECT_EQ(next(), parse_event::need_more);
    EXPECT_TRUE(rest.empty());
    EXPECT_TRUE(parser.finish());
}

TEST(request_parser, body_is_a_view_of_the_input) {
    const std::string input = post("Content-Length: 3\r\n", "abc");
    request_parser parser;
    const auto head = parser.parse(as_bytes(input)).value();
    const auto body = parser.parse(as_bytes(input).subspan(head.consumed)).value();
    EXPECT_EQ(body.body.data(), as_bytes(input).data() + head.consumed);
}

TEST(request_parser, nothing_of_one_request_is_left_in_the_next) {
    recorder<request_parser> r;
    r.feed(chunked("1\r\na\r\n0\r\nT: v\r\n\r\n"));
    r.log.clear();
    r.feed(get(""));
    EXPECT_EQ(r.finish(), "head GET / 1.1\n  Host: a\ncomplete\n");
}

TEST(request_parser, skips_one_empty_line_in_front) {
    EXPECT_EQ(read("\r\n" + get("")), "head GET / 1.1\n  Host: a\ncomplete\n");
    EXPECT_EQ(refusal("\r\n\r\n" + get("")), "400 empty lines in front of a message: malformed");
    EXPECT_EQ(refusal("\rGET"), "400 CR without LF: malformed");
    EXPECT_EQ(refusal("\nGET"), "400 LF without CR: malformed");
    EXPECT_EQ(refusal(" " + get("")),
              "400 a request line that does not begin with a method: malformed");
}

TEST(request_parser, target_forms) {
    const auto with = [](std::string_view method, std::string_view target) {
        return read(
            std::string{method}.append(" ").append(target).append(" HTTP/1.1\r\nHost: a\r\n\r\n"));
    };
    for (const auto* good : {"/", "/a%20b?c", "http://a/b", "HTTPS://a"})
        EXPECT_TRUE(with("GET", good).starts_with("head GET ")) << good;
    EXPECT_TRUE(with("OPTIONS", "*").starts_with("head OPTIONS *"));
    EXPECT_TRUE(with("CONNECT", "a:443").starts_with("head CONNECT a:443"));
    for (const auto* bad : {"*", "a", "a:443", "ftp://a/", "http://", "/a b", "/\x80", "", "/a\tb"})
        EXPECT_TRUE(with("GET", bad).starts_with("refused: ")) << bad;
    for (const auto* bad : {"/", "a", ":443", "a:65536", "http://a/", "a:", "a:1x"})
        EXPECT_TRUE(with("CONNECT", bad).starts_with("refused: ")) << bad;
}

TEST(request_parser, refuses_request_lines) {
    const auto line = [](std::string_view l) {
        return refusal(std::string{l}.append("\r\nHost: a\r\n\r\n"));
    };
    EXPECT_EQ(line("GET / HTTP/1.2"),
              "505 a version of HTTP other than 1.0 and 1.1: not supported here");
    EXPECT_EQ(line("PRI * HTTP/2.0").substr(0, 3), "505");
    EXPECT_EQ(line("GET / HTTP/0.9").substr(0, 3), "505");
    EXPECT_EQ(line("GET / http/1.1"), "400 a start line without a version of HTTP: malformed");
    EXPECT_EQ(line("GET / HTTP/1.1 "), "400 a start line without a version of HTTP: malformed");
    EXPECT_EQ(line("GET / HTTP/1.10").substr(0, 3), "400");
    EXPECT_EQ(line("GET /"), "400 a request line without a version of HTTP: malformed");
    EXPECT_EQ(line("GET").substr(0, 3), "400");
    EXPECT_EQ(line("G@T / HTTP/1.1").substr(0, 3), "400");
    EXPECT_EQ(line("GET  / HTTP/1.1"), "400 a request target that is none: malformed");
    EXPECT_EQ(line("GET\t/\tHTTP/1.1").substr(0, 3), "400");
    EXPECT_EQ(line(std::string(24, 'X') + " / HTTP/1.1"),
              "501 a method of that length: not supported here");
    EXPECT_TRUE(line(std::string(23, 'X') + " / HTTP/1.1").starts_with("accepted"));
}

TEST(request_parser, refuses_header_lines) {
    EXPECT_EQ(refusal(get("A: b\r\n c\r\n")), "400 obsolete line folding: malformed");
    EXPECT_EQ(refusal(get("A: b\r\n\tc\r\n")), "400 obsolete line folding: malformed");
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
              "400 obsolete line folding: malformed");
    EXPECT_EQ(refusal(get("A : b\r\n")),
              "400 white space before the colon of a header field: malformed");
    EXPECT_EQ(refusal(get("A\t: b\r\n")),
              "400 white space before the colon of a header field: malformed");
    EXPECT_EQ(refusal(get(": b\r\n")), "400 a header field without a name: malformed");
    EXPECT_EQ(refusal(get("A B: c\r\n")),
              "400 a character that no header name may contain: malformed");
    EXPECT_EQ(refusal(get("A\x80: c\r\n")).substr(0, 3), "400");
    EXPECT_EQ(refusal(get("no colon\r\n")), "400 a header line without a colon: malformed");
    EXPECT_EQ(refusal(get("A: b\nB: c\r\n")), "400 LF without CR: malformed");
    EXPECT_EQ(refusal(get("A: b\rB: c\r\n")), "400 CR without LF: malformed");
    EXPECT_EQ(refusal(get("A: b\r\r\n")), "400 CR without LF: malformed");
    EXPECT_EQ(refusal(get(std::string_view{"A: \0\r\n", 6})), "400 a control character: malformed");
    EXPECT_EQ(refusal(get("A: \x7F\r\n")), "400 a control character: malformed");
    EXPECT_EQ(refusal(get("A\x01: b\r\n")), "400 a control character: malformed");
    EXPECT_EQ(refusal("GET / HTTP/1.1\nHost: a\n\n"), "400 LF without CR: malformed");
    EXPECT_EQ(refusal("\x16\x03\x01"), "400 a control character: malformed")
        << "a TLS client hello";
}

TEST(request_parser, host_is_there_once) {
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\n\r\n"), "400 no Host: malformed");
    EXPECT_EQ(refusal(get("host: a\r\n")), "400 more than one Host: malformed");
    EXPECT_EQ(refusal("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"),
              "400 more than one Host: malformed");
    for (const auto* bad : {"a b", "a/b", "u@a", "a, b", "\xC3\xA9", "a?", "\"a\""})
        EXPECT_EQ(refusal(std::string{"GET / HTTP/1.1\r\nHost: "}.append(bad).append("\r\n\r\n")),
                  "400 a Host that is none: malformed")
            << bad;
    for (const auto* good : {"", "a", "a:1", "[::1]:80", "1.2.3.4"})
        EXPECT_TRUE(refusal(std::string{"GET / HTTP/1.1\r\nHost: "}.append(good).append("\r\n\r\n"))
                        .starts_with("accepted"))
            << good;
}

TEST(request_parser, length_must_be_unambiguous) {
    EXPECT_EQ(refusal(post("Content-Length: 3\r\nContent-Length: 3\r\n", "")),
              "400 more than one Content-Length: malformed");
    EXPECT_EQ(refusal(post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "")),
              "400 both Content-Length and Transfer-Encoding: malformed");
    EXPECT_EQ(refusal(post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "")),
              "400 both Content-Length and Transfer-Encoding: malformed");
    EXPECT_EQ(refusal(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "")),
              "400 more than one Transfer-Encoding: malformed");
    for (const auto* bad :
         {"", "+3", "-3", "3,3", "3 3", "0x3", "3.0", "three", "18446744073709551616", "3;"})
        EXPECT_EQ(refusal(post(std::string{"Content-Length: "}.append(bad).append("\r\n"), "")),
                  "400 a Content-Length that is no number: malformed")
            << bad;
    EXPECT_TRUE(
        refusal(post("Content-Length: 18446744073709551615\r\n", "")).starts_with("accepted"));
}

TEST(request_parser, only_chunked_is_a_coding) {
    const auto coding = [](std::string_view c) {
        return refusal(
            post(std::string{"Transfer-Encoding: "}.append(c).append("\r\n"), "0\r\n\r\n"));
    };
    EXPECT_TRUE(coding("chunked").starts_with("accepted"));
    EXPECT_EQ(coding("gzip, chunked"),
              "501 a transfer coding other than chunked: not supported here");
    for (const auto* bad : {"chunked, gzip", "gzip", "identity", "chunked, chunked", "", "xchunked",
                            "chunked;x", "\"chunked\"", "chunked\xA0"})
        EXPECT_EQ(coding(bad), "400 a Transfer-Encoding that does not end in chunked: malformed")
            << bad;
    EXPECT_EQ(refusal("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
              "400 Transfer-Encoding in HTTP/1.0: malformed");
}

TEST(request_parser, refuses_chunk_framing) {
    for (const auto* bad : {"\r\n",
                            "x\r\n",
                            "-1\r\n",
                            "+1\r\n",
                            "0x1\r\n",
                            " 1\r\n",
                            "1 \r\n",
                            "1 ;a\r\n",
                            "00000000000000001\r\n",
                            "10000000000000000\r\n",
                            "1;\r\n",
                            "1;=\r\n",
                            "1;a=\r\n",
                            "1;a=\"b\r\n",
                            "1;a b\r\n",
                            "1\n",
                            "1\r",
                            ";a\r\n",
                            "1;a=\"\x01\"\r\n",
                            "1,\r\n"})
        EXPECT_EQ(refusal(chunked(std::string{bad} + "a\r\n0\r\n\r\n")).substr(0, 3), "400") << bad;
    EXPECT_EQ(refusal(chunked("1\r\nab\r\n0\r\n\r\n")),
              "400 a chunk that is longer than its size says: malformed");
    EXPECT_EQ(refusal(chunked("1\r\na0\r\n\r\n")),
              "400 a chunk that is longer than its size says: malformed");
    EXPECT_EQ(refusal(chunked("1\r\na\n0\r\n\r\n")), "400 LF without CR: malformed");
}

TEST(request_parser, refuses_trailers) {
    const auto with = [](std::string_view fields) {
        return refusal(chunked(std::string{"0\r\n"}.append(fields).append("\r\n")));
    };
    for (const auto* name : {"Content-Length: 1", "Transfer-Encoding: chunked", "host: b"})
        EXPECT_EQ(with(std::string{name} + "\r\n"),
                  "400 a framing or routing field among the trailers: malformed");
    EXPECT_EQ(with(" a: b\r\n"), "400 obsolete line folding: malformed");
    EXPECT_EQ(with("a : b\r\n").substr(0, 3), "400");
    EXPECT_EQ(with("a: b\nc: d\r\n").substr(0, 3), "400");
}

TEST(request_parser, nothing_may_follow_the_last_request) {
    EXPECT_EQ(refusal(get("Connection: close\r\n") + get("")),
              "400 bytes after the last message of the connection: malformed");
    EXPECT_EQ(refusal("GET / HTTP/1.0\r\n\r\nG").substr(0, 3), "400");
    EXPECT_TRUE(refusal("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + get(""))
                    .starts_with("accepted"));
}

TEST(request_parser, errors_stay) {
    request_parser parser;
    EXPECT_FALSE(parser.parse(as_bytes("\x01")));
    EXPECT_FALSE(parser.inside_message());
    EXPECT_EQ(parser.parse(as_bytes(get(""))).error().message(),
              "read HTTP request: a control character: malformed");
    EXPECT_EQ(parser.parse({}).error(), errc::malformed);
    EXPECT_EQ(parser.finish().error(), errc::malformed);
}

TEST(request_parser, an_end_inside_a_request_is_an_error) {
    for (const std::string& whole :
         {get(""), post("Content-Length: 2\r\n", "ab"), chunked("1\r\na\r\n0\r\n\r\n")}) {
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            request_parser parser;
            recorder<request_parser> r;
            ASSERT_TRUE(r.feed(std::string_view{whole}.substr(0, size)));
            const auto end = r.parser.finish();
            EXPECT_EQ(end.has_value(), size == 0 || size == whole.size()) << size;
            if (!end) {
                EXPECT_EQ(end.error(), errc::end_of_input);
            }
        }
    }
}

TEST(request_parser, head_size_is_limited_exactly) {
    const std::string empty = get("X: \r\n");
    parse_options options;
    options.max_header_bytes = 1000;
    const auto sized = [&](std::size_t size) {
        return get("X: " + std::string(size - empty.size(), 'x') + "\r\n");
    };
    EXPECT_TRUE(refusal(sized(1000), options).starts_with("accepted"));
    EXPECT_EQ(refusal(sized(1001), options), "431 a head that is too large: limit exceeded");
    EXPECT_EQ(refusal(sized(1001).substr(0, 1000), options).substr(0, 3), "431");
    EXPECT_TRUE(refusal(sized(bounce::limits::http_header_bytes)).starts_with("accepted"));
    EXPECT_EQ(refusal(sized(bounce::limits::http_header_bytes + 1)).substr(0, 3), "431");
    EXPECT_EQ(refusal(std::string(bounce::limits::http_header_bytes, 'G')).substr(0, 3), "431");
}

TEST(request_parser, fields_are_limited_exactly) {
    const auto many = [](std::size_t count) {
        std::string lines;
        for (std::size_t i = 0; i < count; ++i) lines += "X: y\r\n";
        return lines;
    };
    const auto limit = bounce::limits::http_header_fields;
    EXPECT_TRUE(refusal(get(many(limit - 1))).starts_with("accepted"));
    EXPECT_EQ(refusal(get(many(limit))), "431 too many header fields: limit exceeded");
    EXPECT_TRUE(refusal(chunked("0\r\n" + many(limit) + "\r\n")).starts_with("accepted"));
    EXPECT_EQ(refusal(chunked("0\r\n" + many(limit + 1) + "\r\n")).substr(0, 3), "431");
    parse_options options;
    options.max_header_fields = 1;
    EXPECT_TRUE(refusal(get(""), options).starts_with("accepted"));
    EXPECT_EQ(refusal(get("X: y\r\n"), options).substr(0, 3), "431");
}

TEST(request_parser, trailers_are_limited_exactly) {
    parse_options options;
    options.max_header_bytes = 100;
    const auto sized = [](std::size_t size) {
        return chunked("0\r\nX: " + std::string(size - 7, 'x') + "\r\n\r\n");
    };
    EXPECT_TRUE(refusal(sized(100), options).starts_with("accepted"));
    EXPECT_EQ(refusal(sized(101), options),
              "431 trailer fields that are too large: limit exceeded");
}

TEST(request_parser, bodies_are_limited_exactly) {
    parse_options options;
    options.max_body_bytes = 4;
    EXPECT_TRUE(refusal(post("Content-Length: 4\r\n", "abcd"), options).starts_with("accepted"));
    EXPECT_EQ(refusal(post("Content-Length: 5\r\n", "abcde"), options),
              "413 a body that is too large: limit exceeded");
    EXPECT_TRUE(
        refusal(chunked("2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"), options).starts_with("accepted"));
    EXPECT_EQ(refusal(chunked("2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"), options).substr(0, 3), "413");
    EXPECT_EQ(refusal(chunked("ffffffffffffffff\r\n"), options).substr(0, 3), "413");
    // Each body is measured on its own.
    const auto three = chunked("3\r\nabc\r\n0\r\n\r\n");
    EXPECT_TRUE(refusal(three + three, options).starts_with("accepted"));
    options.max_body_bytes = 0;
    EXPECT_TRUE(refusal(post("Content-Length: 0\r\n", ""), options).starts_with("accepted"));
    EXPECT_EQ(refusal(chunked("1\r\na"), options).substr(0, 3), "413");
}

TEST(request_parser, chunk_lines_are_limited_exactly) {
    const auto line = [](std::size_t size) { return "1;x=" + std::string(size - 6, 'y') + "\r\n"; };
    const auto limit = bounce::limits::http_chunk_line_bytes;
    EXPECT_TRUE(refusal(chunked(line(limit) + "a\r\n0\r\n\r\n")).starts_with("accepted"));
    EXPECT_EQ(refusal(chunked(line(limit + 1))),
              "400 a chunk line that is too long: limit exceeded");

    // Each of these lines has 1024 bytes of extension.
    const auto chunks = [&](std::size_t count) {
        std::string body;
        for (std::size_t i = 0; i < count; ++i) body += line(1024 + 3) + "a\r\n";
        return body + "0\r\n\r\n";
    };
    const auto most = bounce::limits::http_chunk_extension_bytes / 1024;
    EXPECT_TRUE(refusal(chunked(chunks(most))).starts_with("accepted"));
    EXPECT_EQ(refusal(chunked(chunks(most + 1))),
              "400 too many bytes of chunk extensions: limit exceeded");
    EXPECT_TRUE(refusal(chunked(chunks(most)) + chunked(chunks(most))).starts_with("accepted"));
}

}  // namespace
