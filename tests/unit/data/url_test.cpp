#include "bounce/data/url.hpp"

#include "bounce/base/limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using bounce::errc;
using bounce::query_parameter;
using bounce::url;

std::string refusal(std::string_view text) {
    auto u = url::parse(text);
    return u ? "accepted" : u.error().message();
}

TEST(url, is_taken_apart) {
    const auto u =
        url::parse("HTTPS://user:pw@Example.ORG:8443/a/../search%20x?q=red+fox&r=%41#top").value();
    EXPECT_EQ(u.scheme(), "https");
    EXPECT_EQ(u.user_info(), "user:pw");
    EXPECT_EQ(u.host(), "example.org");
    EXPECT_EQ(u.explicit_port(), 8443);
    EXPECT_EQ(u.port(), 8443);
    EXPECT_EQ(u.path(), "/search%20x");
    EXPECT_EQ(u.query(), "q=red+fox&r=%41");
    EXPECT_EQ(u.fragment(), "top");
    EXPECT_EQ(u.target(), "/search%20x?q=red+fox&r=%41");
    EXPECT_EQ(u.host_header(), "example.org:8443");
    EXPECT_EQ(u.origin(), "https://example.org:8443");
    EXPECT_EQ(u.text(), "https://user:pw@example.org:8443/search%20x?q=red+fox&r=%41#top");
    EXPECT_EQ(u.parameter("q"), "red fox");
    EXPECT_EQ(u.parameter("r"), "A");
    EXPECT_EQ(u.parameter("s"), std::nullopt);
}

TEST(url, has_the_port_of_its_scheme) {
    EXPECT_EQ(url::parse("http://a").value().port(), 80);
    EXPECT_EQ(url::parse("https://a").value().port(), 443);
    EXPECT_EQ(url::parse("ws://a").value().port(), 80);
    EXPECT_EQ(url::parse("wss://a").value().port(), 443);
    EXPECT_EQ(url::parse("other://a").value().port(), 0);
    EXPECT_EQ(url::parse("http://a:80/").value(), url::parse("http://a").value());
    EXPECT_EQ(url::parse("http://a:/").value().explicit_port(), std::nullopt);
    EXPECT_EQ(url::parse("http://a:0/").value().port(), 0);
    EXPECT_EQ(url::parse("http://a:00443/").value().explicit_port(), 443);
    EXPECT_EQ(url::parse("http://a:65535/").value().port(), 65535);
    EXPECT_FALSE(url::parse("http://a:65536/"));
    EXPECT_FALSE(url::parse("http://a:99999999999999999999/"));
    for (const auto* bad : {"http://a:-1/", "http://a:x/", "http://a:b:c/", "http://a@b@c/",
                            "http://a:80x/", "http://[::1]x/", "http://[::1]:x/"})
        EXPECT_FALSE(url::parse(bad)) << bad;
}

TEST(url, hosts) {
    const auto v6 = url::parse("http://[2001:DB8::1]:81/").value();
    EXPECT_EQ(v6.host(), "2001:db8::1");
    EXPECT_TRUE(v6.host_is_ipv6());
    EXPECT_EQ(v6.host_header(), "[2001:db8::1]:81");
    EXPECT_EQ(url::parse("http://127.0.0.1/").value().host(), "127.0.0.1");
    EXPECT_EQ(url::parse("http://ex%41mple/").value().host(), "example");
    for (const auto* bad :
         {"http:///x", "http:x", "https://:80/", "http://a%2fb/", "http://a%00/", "http://a b/",
          "http://1.2.3/", "http://256.1.1.1/", "http://0x7f.1/", "http://1/", "http://a.0x/",
          "http://[::1/", "http://[v1.a]/", "http://\xC3\xA9/", "http://a%25/"})
        EXPECT_FALSE(url::parse(bad)) << bad;
    EXPECT_TRUE(url::parse("http://1.2.3.example/"));
}

TEST(url, refusals_name_the_text) {
    EXPECT_EQ(refusal("no url"), "parse URL \"no url\": not a URL with a scheme: malformed");
    EXPECT_EQ(refusal("http://a:65536/"),
              "parse URL \"http://a:65536/\": the port is larger than 65535: malformed");
    EXPECT_EQ(refusal("a\nb"), "parse URL \"a?b\": not a URL with a scheme: malformed");
    EXPECT_LT(refusal(std::string(1000, '/')).size(), 200U);
    for (const auto* bad :
         {"", "/path", "http://a/ b", " http://a/", "http://a/\x7f", "http://a/%zz", "//a/b"})
        EXPECT_EQ(url::parse(bad).error(), errc::malformed) << bad;
}

TEST(url, length_is_limited) {
    const std::string longest = "http://a/" + std::string(bounce::limits::url_bytes - 9, 'x');
    EXPECT_TRUE(url::parse(longest));
    EXPECT_EQ(url::parse(longest + "x").error(), errc::limit_exceeded);
    EXPECT_EQ(url::parse_target(std::string(bounce::limits::url_bytes + 1, '/')).error(),
              errc::limit_exceeded);
    EXPECT_EQ(url::parse("http://a/").value().resolve(longest + "x").error(), errc::limit_exceeded);
}

TEST(url, dot_segments_are_resolved_in_every_disguise) {
    const auto path = [](std::string p) {
        return std::string{url::parse("http://a" + p).value().path()};
    };
    EXPECT_EQ(path(""), "/");
    EXPECT_EQ(path("/a/b/../c/./d"), "/a/c/d");
    EXPECT_EQ(path("/../../etc/passwd"), "/etc/passwd");
    EXPECT_EQ(path("/a/.."), "/");
    EXPECT_EQ(path("/a/."), "/a/");
    EXPECT_EQ(path("/a/%2e%2E/b"), "/b");
    EXPECT_EQ(path("/a/.%2e/b"), "/b");
    EXPECT_EQ(path("/a/.../b"), "/a/.../b");
    EXPECT_EQ(path("/a//../b"), "/a/b");
    EXPECT_EQ(path("//"), "//");
    EXPECT_EQ(url::parse_target("/x/%2e%2e/%2e%2e/y?..").value().target(), "/y?..");
}

TEST(url, request_targets) {
    const auto origin = url::parse_target("/a?b=c").value();
    EXPECT_EQ(origin.scheme(), "");
    EXPECT_EQ(origin.host(), "");
    EXPECT_EQ(origin.target(), "/a?b=c");
    EXPECT_EQ(origin.text(), "/a?b=c");
    EXPECT_EQ(url::parse_target("//evil.example/x").value().host(), "");
    EXPECT_EQ(url::parse_target("http://host/a").value().host(), "host");
    for (const auto* bad :
         {"", "*", "a", "/a#b", "host:80", "ftp://host/", "http://host/#x", "/a b", "/%"})
        EXPECT_FALSE(url::parse_target(bad)) << bad;
}

TEST(url, references_are_resolved) {
    const auto base = url::parse("http://a/b/c/d?q").value();
    const auto resolved = [&](std::string_view r) { return base.resolve(r).value().text(); };
    EXPECT_EQ(resolved("g"), "http://a/b/c/g");
    EXPECT_EQ(resolved("../g"), "http://a/b/g");
    EXPECT_EQ(resolved("../../../../g"), "http://a/g");
    EXPECT_EQ(resolved("/g?y#s"), "http://a/g?y#s");
    EXPECT_EQ(resolved("?y"), "http://a/b/c/d?y");
    EXPECT_EQ(resolved(""), "http://a/b/c/d?q");
    EXPECT_EQ(resolved("//other/x"), "http://other/x");
    EXPECT_EQ(resolved("https://other"), "https://other/");
    EXPECT_FALSE(base.resolve("http://a b/"));
    EXPECT_FALSE(base.resolve("//1.2.3/"));
    EXPECT_FALSE(url::parse_target("/x").value().resolve("y"));
}

TEST(url, segments_are_decoded) {
    const auto segments = [](std::string_view t) {
        return url::parse_target(t).value().segments().value();
    };
    using testing::ElementsAre;
    EXPECT_THAT(segments("/"), testing::IsEmpty());
    EXPECT_THAT(segments("/a%20b/c"), ElementsAre("a b", "c"));
    EXPECT_THAT(segments("/a/"), ElementsAre("a", ""));
    EXPECT_THAT(segments("/a%2Fb"), ElementsAre("a/b"));
}

TEST(url, parameters_are_decoded_as_a_form_encodes_them) {
    const auto u = url::parse_target("/?a=1&&b&c==&d=%2B+%25&=e&a=2").value();
    EXPECT_THAT(u.parameters(),
                testing::ElementsAre(query_parameter{"a", "1"}, query_parameter{"b", ""},
                                     query_parameter{"c", "="}, query_parameter{"d", "+ %"},
                                     query_parameter{"", "e"}, query_parameter{"a", "2"}));
    EXPECT_EQ(u.parameter("a"), "1");
    const std::vector<query_parameter> some{{"a b", "c&d"}, {"e", "\xC3\xA9+"}};
    EXPECT_EQ(bounce::encode_query(some), "a+b=c%26d&e=%C3%A9%2B");
    EXPECT_EQ(url::parse_target("/?" + bounce::encode_query(some)).value().parameters(), some);
}

}  // namespace
