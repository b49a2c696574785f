// However deep, long or wrong a source is: an answer, and no recursion beyond the limit.

#include "syntax_test.hpp"

namespace {

using namespace syntax_test;
using bounce::script::parse_limits;

std::string repeat(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

TEST(limits, whatever_nests_is_refused_beyond_the_depth) {
    for (const std::string_view nested : {"(",
                                          "[",
                                          "#{a:",
                                          "{",
                                          "- ",
                                          "!",
                                          "|x| ",
                                          "if x { ",
                                          "if if ",
                                          "while ",
                                          "f(",
                                          "a[",
                                          "`${",
                                          "switch x { 1 => ",
                                          "select { f() => ",
                                          "spawn ",
                                          "return ",
                                          "throw ",
                                          "a ** ",
                                          "try { ",
                                          "do { ",
                                          "loop { ",
                                          "for x in ",
                                          "x = |y| ",
                                          "if a { } else { "}) {
        const std::string source = repeat(nested, 100'000);
        EXPECT_NE(complaints(source).find("this is nested too deeply"), std::string::npos)
            << nested;
    }
    for (const std::string_view nested : {"[", "#{a:"}) {
        const std::string source = "let " + repeat(nested, 100'000);
        EXPECT_NE(complaints(source).find("this is nested too deeply"), std::string::npos)
            << nested;
    }
}

TEST(limits, a_chain_is_as_deep_as_it_has_links) {
    for (const std::string_view link : {" + a", ".b", ".c()", "[0]", " ?? a", " && a", "?.b"}) {
        EXPECT_EQ(complaints("a" + repeat(link, 250)), "") << link;
        EXPECT_NE(complaints("a" + repeat(link, 100'000)).find("this is nested too deeply"),
                  std::string::npos)
            << link;
    }
}

TEST(limits, what_is_only_long_is_not_deep) {
    EXPECT_EQ(complaints("[" + repeat("1, ", 50'000) + "]"), "");
    EXPECT_EQ(complaints(repeat("x += 1; ", 50'000)), "");
    EXPECT_EQ(complaints("if a { }" + repeat(" else if a { }", 10'000)), "");
    EXPECT_EQ(complaints("switch x { " + repeat("1 => 2, ", 10'000) + "}"), "");
    EXPECT_EQ(complaints("`" + repeat("a${b}", 10'000) + "`"), "");
    EXPECT_EQ(complaints(repeat("/*", 100'000) + repeat("*/", 100'000)), "");
}

TEST(limits, the_depth_is_exact) {
    const parse_limits ten{.depth = 10};
    EXPECT_EQ(complaints(repeat("(", 9) + "1" + repeat(")", 9), ten), "");
    EXPECT_EQ(complaints(repeat("(", 10) + "1" + repeat(")", 10), ten),
              "1:11 this is nested too deeply");
    EXPECT_EQ(complaints(repeat("[", 9) + repeat("]", 9), ten), "");
    EXPECT_EQ(complaints(repeat("[", 11) + repeat("]", 11), ten), "1:11 this is nested too deeply");
}

TEST(limits, no_node_is_higher) {
    const auto parsed =
        bounce::script::parse("a" + repeat(" + a", 2000), "t.bounce", {.depth = 100});
    EXPECT_FALSE(parsed.ok());
    EXPECT_LE(parsed.tree.root().body->height, 102);
}

TEST(limits, errors_end_somewhere) {
    const parse_limits three{.errors = 3};
    EXPECT_EQ(complaints("1 +;\n2 +;\n3 +;\n4 +;\n5 +;", three),
              "1:4 expected an expression, found `;`\n"
              "2:4 expected an expression, found `;`\n"
              "3:4 expected an expression, found `;`");
    EXPECT_EQ(complaints(repeat("\x01", 10), three),
              "1:1 there is a control character here\n"
              "1:2 there is a control character here\n"
              "1:3 there is a control character here");
}

TEST(limits, a_source_has_a_size) {
    EXPECT_EQ(complaints("12345", {.source_bytes = 4}), "1:1 this source is too large: 5 bytes");
    EXPECT_EQ(complaints("1234", {.source_bytes = 4}), "");
}

}  // namespace
