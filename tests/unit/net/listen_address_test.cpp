#include "bounce/net/listen_address.hpp"

#include "bounce/runtime/runtime.hpp"

#include <gtest/gtest.h>

namespace bounce::net {
namespace {

std::string resolved(std::string_view text) {
    const auto address = listen_address::parse(text);
    if (!address) return address.error().message();
    auto rt = runtime::create().value();
    const auto found = rt.block_on(address->resolve());
    return found ? found->to_string() : found.error().message();
}

TEST(listen_address, takes_what_users_write) {
    EXPECT_EQ(resolved("8080"), "127.0.0.1:8080");
    EXPECT_EQ(resolved("0"), "127.0.0.1:0");
    EXPECT_EQ(resolved("0.0.0.0:80"), "0.0.0.0:80");
    EXPECT_EQ(resolved("[::1]:80"), "[::1]:80");
    EXPECT_EQ(resolved("unix:/tmp/x"), "unix:/tmp/x");
    const std::string local = resolved("localhost:81");
    EXPECT_TRUE(local == "127.0.0.1:81" || local == "[::1]:81") << local;
}

TEST(listen_address, refuses_the_rest_with_its_text) {
    for (const char* odd :
         {"", "65536", "-1", "80a", ":80", "host", "host:", "host:99999", "ho st:80", "1.2.3:80",
          "1.2.3.4.5:80", "http://host:80", "::1:80x", "host:80:"}) {
        const auto address = listen_address::parse(odd);
        ASSERT_FALSE(address.has_value()) << odd;
        EXPECT_EQ(address.error(), errc::malformed) << odd;
    }
    const std::string message = listen_address::parse("host:99999").error().message();
    EXPECT_NE(message.find("host:99999"), std::string::npos) << message;
}

}  // namespace
}  // namespace bounce::net
