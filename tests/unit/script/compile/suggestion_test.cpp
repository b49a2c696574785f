#include "script/compile/suggestion.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace bounce::script {
namespace {

std::string_view closest(std::string_view written, std::initializer_list<std::string_view> names) {
    suggestion s{written};
    for (const std::string_view name : names) s.offer(name);
    return s.best();
}

TEST(suggestion, is_the_name_with_the_fewest_changes) {
    EXPECT_EQ(closest("lenght", {"len", "length", "left"}), "length");
    EXPECT_EQ(closest("pirnt", {"point", "print"}), "print");
    EXPECT_EQ(closest("get", {"set", "got", "gets"}), "set");
}

TEST(suggestion, is_empty_if_nothing_is_close) {
    EXPECT_EQ(closest("order", {"print", "x", ""}), "");
    EXPECT_EQ(closest("x", {"y", "z"}), "");
    EXPECT_EQ(closest("abc", {}), "");
}

TEST(suggestion, never_compares_with_what_is_far_longer) {
    EXPECT_EQ(
        closest("abc",
                {std::string_view{
                    "abcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabc"}}),
        "");
}

}  // namespace
}  // namespace bounce::script
