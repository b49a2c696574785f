#include "bounce/http/headers.hpp"

#include "bounce/http/method.hpp"
#include "bounce/http/request_head.hpp"
#include "bounce/http/response_head.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using bounce::errc;
using namespace bounce::http;

std::string written(const headers& h) {
    std::string all;
    for (const auto& [name, value] : h) all.append(name).append("=").append(value).append(";");
    return all;
}

TEST(headers, names_are_compared_without_case) {
    const headers h{{"Content-Type", "text/plain"}, {"X-A", "1"}, {"x-a", "2"}};
    EXPECT_EQ(h.find("content-TYPE"), "text/plain");
    EXPECT_EQ(h.find("X-A"), "1");
    EXPECT_EQ(h.count("x-A"), 2U);
    EXPECT_EQ(h.joined("X-a"), "1, 2");
    EXPECT_EQ(h.find("absent"), std::nullopt);
    EXPECT_EQ(h.joined("absent"), "");
    EXPECT_FALSE(h.contains("Content-Typ"));
    // Only letters have case: '@' and '`', '[' and '{' differ by the same bit.
    EXPECT_FALSE((headers{{"X[", "1"}}.contains("X{")));
}

TEST(headers, keep_their_order_through_changes) {
    headers h{{"A", "1"}, {"B", "2"}, {"a", "3"}, {"C", "4"}};
    h.set("A", "new");
    EXPECT_EQ(written(h), "A=new;B=2;C=4;");
    h.set("D", "5");
    EXPECT_EQ(written(h), "A=new;B=2;C=4;D=5;");
    EXPECT_EQ(h.erase("b"), 1U);
    EXPECT_EQ(h.erase("b"), 0U);
    EXPECT_EQ(written(h), "A=new;C=4;D=5;");
    h.clear();
    EXPECT_TRUE(h.empty());
    EXPECT_EQ(written(h), "");
}

TEST(headers, may_be_given_their_own_views) {
    headers h{{"Name", "value"}};
    for (int i = 0; i < 50; ++i) h.add(h[0].name, h[0].value);
    EXPECT_EQ(h.count("name"), 51U);
    h.set(h[0].name, h[0].value);
    EXPECT_EQ(written(h), "Name=value;");
}

TEST(headers, copies_are_equal_and_independent) {
    headers h{{"A", "1"}};
    auto copy = h;
    EXPECT_EQ(copy, h);
    copy.add("B", "2");
    EXPECT_NE(copy, h);
    EXPECT_EQ((headers{{"a", "1"}}), h);
    EXPECT_NE((headers{{"A", "2"}}), h);
}

TEST(headers, tokens_of_a_list) {
    const headers h{{"Connection", " keep-alive ,, Upgrade"}, {"connection", "X"}};
    EXPECT_TRUE(h.has_token("Connection", "KEEP-ALIVE"));
    EXPECT_TRUE(h.has_token("Connection", "upgrade"));
    EXPECT_TRUE(h.has_token("Connection", "x"));
    EXPECT_FALSE(h.has_token("Connection", "alive"));
    EXPECT_FALSE(h.has_token("Connection", ""));
}

TEST(method, is_any_token) {
    EXPECT_EQ(method::parse("GET").value(), method::get);
    EXPECT_NE(method::parse("get").value(), method::get);
    EXPECT_EQ(method::parse("UPDATEREDIRECTREF").value().text(), "UPDATEREDIRECTREF");
    EXPECT_EQ(method::parse("").error(), errc::malformed);
    EXPECT_EQ(method::parse("A B").error(), errc::malformed);
    EXPECT_TRUE(method::parse(std::string(method::max_size, 'X')));
    EXPECT_EQ(method::parse(std::string(method::max_size + 1, 'X')).error(), errc::unsupported);
    EXPECT_TRUE(method::head.is_safe());
    EXPECT_FALSE(method::put.is_safe());
    EXPECT_TRUE(method::put.is_idempotent());
    EXPECT_FALSE(method::post.is_idempotent());
}

TEST(heads, keep_alive_follows_version_and_connection) {
    request_head head;
    EXPECT_TRUE(head.keep_alive());
    head.headers.set("Connection", "x, Close");
    EXPECT_FALSE(head.keep_alive());
    head.version = version::http_1_0;
    head.headers.clear();
    EXPECT_FALSE(head.keep_alive());
    head.headers.set("Connection", "keep-alive");
    EXPECT_TRUE(head.keep_alive());
    head.headers.add("Connection", "close");
    EXPECT_FALSE(head.keep_alive());
}

TEST(heads, expect_continue_is_of_http_1_1) {
    request_head head;
    EXPECT_FALSE(head.expects_continue());
    head.headers.set("expect", "100-Continue");
    EXPECT_TRUE(head.expects_continue());
    head.version = version::http_1_0;
    EXPECT_FALSE(head.expects_continue());
}

TEST(status, phrases) {
    EXPECT_EQ(reason_phrase(status::content_too_large), "Content Too Large");
    EXPECT_EQ(reason_phrase(static_cast<status>(799)), "Unknown");
    EXPECT_TRUE(is_bodiless(status::not_modified));
    EXPECT_FALSE(is_bodiless(status::ok));
    EXPECT_TRUE(is_redirect(status::see_other));
    EXPECT_FALSE(is_redirect(status::not_modified));
}

}  // namespace
