#include "http/files/content_type.hpp"

#include <gtest/gtest.h>

namespace bounce::http::detail {
namespace {

TEST(content_type, goes_by_the_last_extension_in_any_case) {
    EXPECT_EQ(content_type_of("index.html"), "text/html; charset=utf-8");
    EXPECT_EQ(content_type_of("/a.b/INDEX.HTM"), "text/html; charset=utf-8");
    EXPECT_EQ(content_type_of("a.7z"), "application/x-7z-compressed");
    EXPECT_EQ(content_type_of("a.tar.zst"), "application/zstd");
    EXPECT_EQ(content_type_of("a.woff2"), "font/woff2");
    EXPECT_EQ(content_type_of("a.js"), "text/javascript; charset=utf-8");
}

TEST(content_type, of_what_is_unknown) {
    for (const char* odd : {"", ".", "Makefile", "a.", "a.nothing", "a.html.x",
                            "a.an-extension-that-is-very-long-indeed", "html"})
        EXPECT_EQ(content_type_of(odd), "application/octet-stream") << odd;
}

}  // namespace
}  // namespace bounce::http::detail
