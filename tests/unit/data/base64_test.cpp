#include "bounce/data/base64.hpp"

#include <gtest/gtest.h>

namespace {

using bounce::as_bytes;
using bounce::as_text;
using bounce::errc;
namespace base64 = bounce::base64;

TEST(base64, encodes_the_examples_of_the_standard) {
    EXPECT_EQ(base64::encode(as_bytes("")), "");
    EXPECT_EQ(base64::encode(as_bytes("f")), "Zg==");
    EXPECT_EQ(base64::encode(as_bytes("fo")), "Zm8=");
    EXPECT_EQ(base64::encode(as_bytes("foo")), "Zm9v");
    EXPECT_EQ(base64::encode(as_bytes("foobar")), "Zm9vYmFy");
    EXPECT_EQ(base64::encode(as_bytes("\xFB\xEF\xFF")), "++//");
    EXPECT_EQ(base64::encode_url(as_bytes("\xFB\xEF\xFF")), "--__");
    EXPECT_EQ(base64::encode_url(as_bytes("f")), "Zg");
}

TEST(base64, decodes_what_it_encodes) {
    std::string all;
    for (int i = 0; i < 256; ++i) {
        all += static_cast<char>(i);
        const auto data = as_bytes(all);
        EXPECT_EQ(as_text(base64::decode(base64::encode(data)).value()), all);
        EXPECT_EQ(as_text(base64::decode_url(base64::encode_url(data)).value()), all);
    }
}

TEST(base64, refuses_everything_else) {
    for (const auto* bad : {"Z", "Zg", "Zg=", "Zg===", "=", "====", "Zg==Zg==", "Zm9v\n", " Zm9",
                            "Zm9-", "Zh==", "Zm9=", "Zm9v====", "Z===", "Zg=a"})
        EXPECT_EQ(base64::decode(bad).error(), errc::malformed) << bad;
    for (const auto* bad : {"Z", "Zg==", "Zh", "Zm9+", "Zm9", "abcde"})
        EXPECT_EQ(base64::decode_url(bad).error(), errc::malformed) << bad;
    EXPECT_EQ(base64::decode("Zm9vY$Fy").error().message(),
              "decode base64 at offset 5: a character outside the alphabet: malformed");
}

}  // namespace
