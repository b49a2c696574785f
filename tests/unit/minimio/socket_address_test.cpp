// Reading and writing addresses.
#include "bounce/minimio/socket_address.hpp"

#include "bounce/base/errc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace bounce::minimio {
namespace {

std::string round_trip(std::string_view text) {
    const result<socket_address> parsed = socket_address::parse(text);
    return parsed ? parsed->to_string() : parsed.error().message();
}

TEST(socket_address, ipv4) {
    const socket_address a = socket_address::parse("192.0.2.17:8080").value();
    EXPECT_EQ(a, socket_address::ipv4({192, 0, 2, 17}, 8080));
    EXPECT_EQ(a.family(), address_family::ipv4);
    EXPECT_EQ(a.port(), 8080);
    EXPECT_TRUE(a.is_ip());
    EXPECT_FALSE(a.is_loopback());
    for (const char* text : {"0.0.0.0:0", "255.255.255.255:65535", "127.0.0.1:80"})
        EXPECT_EQ(round_trip(text), text);
}

TEST(socket_address, ipv6_as_rfc_5952_writes_it) {
    const std::pair<const char*, const char*> cases[] = {
        {"[::]:0", "[::]:0"},
        {"[::1]:80", "[::1]:80"},
        {"[0:0:0:0:0:0:0:1]:80", "[::1]:80"},
        {"[2001:DB8::A]:1", "[2001:db8::a]:1"},
        {"[2001:0db8:0000:0000:0001:0000:0000:0001]:1", "[2001:db8::1:0:0:1]:1"},
        {"[2001:db8:0:1:1:1:1:1]:1", "[2001:db8:0:1:1:1:1:1]:1"},
        {"[2001:0:0:1:0:0:0:1]:1", "[2001:0:0:1::1]:1"},
        {"[1::]:1", "[1::]:1"},
        {"[1:2:3:4:5:6:7::]:1", "[1:2:3:4:5:6:7:0]:1"},
        {"[::ffff:192.0.2.1]:1", "[::ffff:192.0.2.1]:1"},
        {"[::ffff:c000:201]:1", "[::ffff:192.0.2.1]:1"},
        {"[64:ff9b::192.0.2.33]:1", "[64:ff9b::c000:221]:1"},
        {"[fe80::1%3]:22", "[fe80::1%3]:22"},
    };
    for (const auto& [text, written] : cases) EXPECT_EQ(round_trip(text), written) << text;
}

TEST(socket_address, unix_names) {
    const socket_address path = socket_address::parse("unix:/run/x.sock").value();
    EXPECT_EQ(path.family(), address_family::local);
    EXPECT_EQ(path.local_name(), "/run/x.sock");
    EXPECT_EQ(path.to_string(), "unix:/run/x.sock");
    EXPECT_FALSE(path.is_abstract());
    const socket_address abstract = socket_address::parse("unix:@name").value();
    EXPECT_TRUE(abstract.is_abstract());
    EXPECT_EQ(abstract.local_name(), std::string("\0name", 5));
    EXPECT_EQ(abstract.to_string(), "unix:@name");
    EXPECT_TRUE(socket_address::unnamed().is_unnamed());
    EXPECT_EQ(socket_address::local("").error(), errc::invalid_argument);
    EXPECT_EQ(socket_address::local(std::string_view("a\0b", 3)).error(), errc::invalid_argument);
    EXPECT_EQ(socket_address::abstract("").error(), errc::invalid_argument);
    const std::string longest(socket_address::local_name_max, 'x');
    EXPECT_TRUE(socket_address::local(longest));
    EXPECT_EQ(socket_address::local(longest + "x").error(), errc::limit_exceeded);
    EXPECT_EQ(socket_address::abstract(longest + "x").error(), errc::limit_exceeded);
}

TEST(socket_address, what_is_malformed_is_refused_with_the_text) {
    for (const char* text : {"",
                             ":",
                             "127.0.0.1",
                             "127.0.0.1:",
                             "127.0.0.1:65536",
                             "127.0.0.1:-1",
                             "127.0.0.1:+1",
                             "127.0.0.1: 80",
                             "127.0.0.1:80x",
                             "127.0.0.1:080",
                             "127.0.0:80",
                             "127.0.0.1.1:80",
                             "256.0.0.1:80",
                             "01.0.0.1:80",
                             "1..2.3:80",
                             "a.b.c.d:80",
                             "localhost:80",
                             "::1:80",
                             "[::1]",
                             "[::1]80",
                             "[127.0.0.1]:80",
                             "[::1:80",
                             "::1]:80",
                             "[]:80",
                             "[:]:80",
                             "[:::]:80",
                             "[1:2:3:4:5:6:7]:80",
                             "[1:2:3:4:5:6:7:8:9]:80",
                             "[1:2:3:4:5:6:7:8::]:80",
                             "[1::2::3]:80",
                             "[12345::]:80",
                             "[g::]:80",
                             "[:1::]:80",
                             "[1:]:80",
                             "[1::2:]:80",
                             "[::1.2.3]:80",
                             "[1.2.3.4::]:80",
                             "[::1.2.3.4:5]:80",
                             "[fe80::1%]:80",
                             "[fe80::1%eth0]:80",
                             "[fe80::1%4294967296]:80",
                             "[-1::]:80",
                             "[0x1::]:80"}) {
        const result<socket_address> parsed = socket_address::parse(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error(), errc::malformed) << text;
        EXPECT_THAT(parsed.error().message(), ::testing::HasSubstr(text));
    }
}

TEST(socket_address, an_address_alone) {
    EXPECT_EQ(socket_address::parse_ip("10.0.0.1", 5).value(),
              socket_address::ipv4({10, 0, 0, 1}, 5));
    EXPECT_EQ(socket_address::parse_ip("::1", 5).value(), socket_address::loopback_ipv6(5));
    EXPECT_EQ(socket_address::parse_ip("fe80::1%2", 0).value().scope_id(), 2U);
    EXPECT_EQ(socket_address::parse_ip("[::1]", 5).error(), errc::malformed);
}

TEST(socket_address, kinds) {
    EXPECT_TRUE(socket_address::loopback_ipv4(1).is_loopback());
    EXPECT_TRUE(socket_address::parse_ip("127.9.9.9", 1).value().is_loopback());
    EXPECT_TRUE(socket_address::loopback_ipv6(1).is_loopback());
    EXPECT_TRUE(socket_address::parse_ip("::ffff:127.0.0.1", 1).value().is_loopback());
    EXPECT_FALSE(socket_address::parse_ip("::ffff:10.0.0.1", 1).value().is_loopback());
    EXPECT_FALSE(socket_address::unnamed().is_loopback());
    EXPECT_TRUE(socket_address::any_ipv4(1).is_unspecified());
    EXPECT_TRUE(socket_address::any_ipv6(1).is_unspecified());
    EXPECT_FALSE(socket_address::unnamed().is_unspecified());
    EXPECT_EQ(socket_address{}, socket_address::any_ipv4(0));
}

TEST(socket_address, order_and_change) {
    socket_address a = socket_address::loopback_ipv4(1);
    EXPECT_LT(a, socket_address::loopback_ipv4(2));
    EXPECT_LT(a, socket_address::loopback_ipv6(0));
    a.set_port(7);
    EXPECT_EQ(a, socket_address::loopback_ipv4(7));
}

}  // namespace
}  // namespace bounce::minimio
