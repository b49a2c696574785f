// Diagnostics as people see them.

#include "bounce/script/diagnostic.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using bounce::script::diagnostic;
using bounce::script::render;

TEST(render, a_place_and_a_help) {
    const diagnostic d{.message = "this string is never closed",
                       .where = {20, 5},
                       .labels = {{{20, 5}, "it begins here"}},
                       .help = "close it with `\"`"};
    EXPECT_EQ(render(d, "let a = 1;\nlet s   =\"abc;\n", "hello.bounce"),
              "error: this string is never closed\n"
              " --> hello.bounce:2:10\n"
              "2 | let s   =\"abc;\n"
              "  |          ^^^^^ it begins here\n"
              "  = help: close it with `\"`\n");
}

TEST(render, two_places_of_a_line) {
    const std::string source(13, '\n');
    const diagnostic d{.message = "cannot add `string` and `map`",
                       .where = {13 + 14, 9},
                       .labels = {{{13 + 26, 7}, "map with 2 keys: qty, sku"}},
                       .help = "interpolate instead"};
    EXPECT_EQ(render(d, source + "    let msg = \"total: \" + o.items;", "order.bounce"),
              "error: cannot add `string` and `map`\n"
              "  --> order.bounce:14:15\n"
              "14 |     let msg = \"total: \" + o.items;\n"
              "   |               ^^^^^^^^^   ^^^^^^^ map with 2 keys: qty, sku\n"
              "   = help: interpolate instead\n");
}

TEST(render, two_texts_in_a_line) {
    const diagnostic d{
        .message = "m", .where = {0, 1}, .labels = {{{0, 1}, "left"}, {{4, 1}, "right"}}};
    EXPECT_EQ(render(d, "a + b", "f"),
              "error: m\n"
              " --> f:1:1\n"
              "1 | a + b\n"
              "  | ^   ^ right\n"
              "  | left\n");
}

TEST(render, places_in_several_lines) {
    const diagnostic d{.level = diagnostic::severity::warning,
                       .message = "m",
                       .where = {6, 1},
                       .labels = {{{0, 1}, "first"}, {{2, 1}, "second"}}};
    EXPECT_EQ(render(d, "a\nb\nc\nd\n", "f"),
              "warning: m\n"
              " --> f:4:1\n"
              "1 | a\n"
              "  | ^ first\n"
              "2 | b\n"
              "  | ^ second\n"
              "...\n"
              "4 | d\n"
              "  | ^\n");
}

TEST(render, tabs_reach_the_next_stop_of_four) {
    const diagnostic d{.message = "m", .where = {4, 1}};
    EXPECT_EQ(render(d, "\tab\tc", "f"),
              "error: m\n"
              " --> f:1:5\n"
              "1 |     ab  c\n"
              "  |         ^\n");
}

TEST(render, a_column_is_a_character_and_a_caret_is_as_wide_as_what_it_marks) {
    // e-acute, two ideographs, a combining accent
    const std::string source = "\xC3\xA9 \xE6\xBC\xA2\xE5\xAD\x97 e\xCC\x81 x";
    EXPECT_EQ(render({.message = "m", .where = {3, 6}}, source, "f"),
              "error: m\n --> f:1:3\n1 | " + source + "\n  |   ^^^^\n");
    EXPECT_EQ(render({.message = "m", .where = {14, 1}}, source, "f"),
              "error: m\n --> f:1:9\n1 | " + source + "\n  |          ^\n");
}

TEST(render, control_characters_do_not_reach_the_terminal) {
    const diagnostic d{.message = "m", .where = {2, 1}};
    EXPECT_EQ(render(d, "\x1B[x\r\n", "f"), "error: m\n --> f:1:3\n1 | \xEF\xBF\xBD[x\n  |   ^\n");
    EXPECT_EQ(render(d, "\xFFyx", "f"), "error: m\n --> f:1:3\n1 | \xEF\xBF\xBDyx\n  |   ^\n");
}

TEST(render, the_end_of_the_file_and_of_a_line) {
    EXPECT_EQ(render({.message = "m", .where = {3, 0}}, "abc", "f"),
              "error: m\n --> f:1:4\n1 | abc\n  |    ^\n");
    EXPECT_EQ(render({.message = "m", .where = {0, 0}}, "", "f"),
              "error: m\n --> f:1:1\n1 |\n  | ^\n");
    EXPECT_EQ(render({.message = "m", .where = {1, 9}}, "ab\ncd", "f"),
              "error: m\n --> f:1:2\n1 | ab\n  |  ^\n");
    EXPECT_EQ(render({.message = "m", .where = {99, 9}}, "ab\n", "f"),
              "error: m\n --> f:2:1\n2 |\n  | ^\n");
}

TEST(render, a_long_line_is_shown_around_the_place) {
    const std::string source = std::string(1000, 'a') + "X" + std::string(1000, 'b');
    const std::string text = render({.message = "m", .where = {1000, 1}}, source, "f");
    EXPECT_EQ(text, "error: m\n --> f:1:1001\n1 | ... " + std::string(60, 'a') + "X" +
                        std::string(99, 'b') + " ...\n  | " + std::string(64, ' ') + "^\n");
}

TEST(render, several_have_an_empty_line_between_them) {
    const diagnostic d{.message = "m", .where = {0, 1}};
    EXPECT_EQ(render({d, d}, "a", "f"),
              "error: m\n --> f:1:1\n1 | a\n  | ^\n\nerror: m\n --> f:1:1\n1 | a\n  | ^\n");
}

}  // namespace
