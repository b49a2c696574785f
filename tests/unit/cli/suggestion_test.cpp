#include "cli/suggestion.hpp"

#include <gtest/gtest.h>

namespace bounce::cli {
namespace {

const std::vector<std::string> names{"version", "serve-files", "serve"};

TEST(suggestion, is_what_was_meant) {
    EXPECT_EQ(closest("servefiles", names), "serve-files");
    EXPECT_EQ(closest("serve_files", names), "serve-files");
    EXPECT_EQ(closest("verison", names), "version");
    EXPECT_EQ(closest("versions", names), "version");
    EXPECT_EQ(closest("sevre", names), "serve");
    EXPECT_EQ(closest("v", names), "version");
    EXPECT_EQ(closest("serve-f", names), "serve");
}

TEST(suggestion, is_silent_when_nothing_is_close) {
    EXPECT_EQ(closest("", names), "");
    EXPECT_EQ(closest("s", names), "");
    EXPECT_EQ(closest("list", names), "");
    EXPECT_EQ(closest("deploy", names), "");
    EXPECT_EQ(closest("xy", {"ab"}), "");
    EXPECT_EQ(closest("version", {}), "");
}

}  // namespace
}  // namespace bounce::cli
