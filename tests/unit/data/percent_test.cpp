#include "bounce/data/percent.hpp"

#include <gtest/gtest.h>

namespace {

using bounce::errc;
using bounce::percent_decode;
using bounce::percent_encode;

TEST(percent, encodes_what_is_not_unreserved) {
    EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(percent_encode("a b/c"), "a%20b%2Fc");
    EXPECT_EQ(percent_encode("a b/c", "/"), "a%20b/c");
    EXPECT_EQ(percent_encode("\xC3\xA9%"), "%C3%A9%25");
}

TEST(percent, decodes_what_it_encodes) {
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    EXPECT_EQ(percent_decode(percent_encode(all)).value(), all);
    EXPECT_EQ(percent_decode("%c3%A9").value(), "\xC3\xA9");
}

TEST(percent, refuses_a_broken_escape) {
    for (const auto* bad : {"%", "a%", "%1", "%g0", "%0g", "%%41", "%-1"})
        EXPECT_EQ(percent_decode(bad).error(), errc::malformed) << bad;
    EXPECT_EQ(percent_decode("ab%x").error().message(), "percent-decode at offset 2: malformed");
}

}  // namespace
