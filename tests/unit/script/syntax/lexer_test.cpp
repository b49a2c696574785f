// Characters to tokens: kinds, values, spans.

#include "script/syntax/lexer.hpp"

#include "syntax_test.hpp"

#include <vector>

namespace {

using namespace bounce::script;
using kind = token_kind;

struct scan {
    explicit scan(std::string_view source) : tree{source, "t.bounce"} {
        lexer l{tree, errors};
        for (;;) {
            tokens.push_back(l.next());
            if (tokens.back().is(kind::end)) break;
        }
    }
    [[nodiscard]] std::vector<kind> kinds() const {
        std::vector<kind> out;
        out.reserve(tokens.size());
        for (const token& t : tokens) out.push_back(t.kind);
        return out;
    }

    reporter errors{100};
    syntax_tree tree;
    std::vector<token> tokens;
};

token only(std::string_view source) {
    scan s{source};
    EXPECT_EQ(s.tokens.size(), 2U) << source;
    EXPECT_TRUE(s.errors.take().empty()) << source;
    token t = s.tokens.front();
    static std::vector<std::unique_ptr<std::string>> kept;  // the tree goes away, the text must not
    kept.push_back(std::make_unique<std::string>(t.text));
    t.text = *kept.back();
    return t;
}

TEST(lexer, every_keyword_and_symbol_is_read_as_itself) {
    const std::vector<std::pair<kind, std::string_view>> all{
#define BOUNCE_TEST_ENTRY(name, spelling) {kind::name, spelling},
        BOUNCE_SCRIPT_KEYWORDS(BOUNCE_TEST_ENTRY) BOUNCE_SCRIPT_SYMBOLS(BOUNCE_TEST_ENTRY)
#undef BOUNCE_TEST_ENTRY
    };
    for (const auto& [k, text] : all) {
        EXPECT_EQ(only(text).kind, k) << text;
        EXPECT_EQ(spelling(k), text);
        EXPECT_EQ(is_keyword(k), text[0] >= 'a' && text[0] <= 'z') << text;
    }
}

TEST(lexer, integers) {
    const std::pair<std::string_view, std::int64_t> table[]{
        {"0", 0},       {"1_000_000", 1000000}, {"9223372036854775807", 9223372036854775807},
        {"0xff", 255},  {"0XFf_Ff", 65535},     {"0xffff_ffff_ffff_ffff", -1},
        {"0o77", 63},   {"0O1234", 668},        {"0b0011_1100_1010_0101", 0x3ca5},
        {"0B1111", 15},
    };
    for (const auto& [text, value] : table) {
        EXPECT_EQ(only(text).kind, kind::integer) << text;
        EXPECT_EQ(only(text).integer, value) << text;
    }
    EXPECT_TRUE(only("9223372036854775808").needs_minus);
}

TEST(lexer, floats) {
    const std::pair<std::string_view, double> table[]{
        {"0.0", 0},
        {"0.", 0},
        {"1.", 1},
        {"123.456", 123.456},
        {"1e5", 1e5},
        {"1E5", 1e5},
        {"1.23456e+2", 123.456},
        {"123456E-3", 123.456},
        {"1_0.2_5", 10.25},
        {"1e-400", 0},
        {"0.00000000000000000001", 1e-20},
        {"1.7976931348623157e308", 1.7976931348623157e308},
    };
    for (const auto& [text, value] : table) {
        EXPECT_EQ(only(text).kind, kind::floating) << text;
        EXPECT_EQ(only(text).floating, value) << text;
    }
}

TEST(lexer, a_point_is_not_always_that_of_a_float) {
    EXPECT_EQ(scan{"1..5"}.kinds(),
              (std::vector{kind::integer, kind::range_exclusive, kind::integer, kind::end}));
    EXPECT_EQ(scan{"1.abs"}.kinds(),
              (std::vector{kind::integer, kind::dot, kind::word, kind::end}));
    EXPECT_EQ(scan{"1.e5"}.kinds(), (std::vector{kind::integer, kind::dot, kind::word, kind::end}));
    EXPECT_EQ(scan{"1._5"}.kinds(), (std::vector{kind::integer, kind::dot, kind::word, kind::end}));
    EXPECT_EQ(scan{"0.;"}.kinds(), (std::vector{kind::floating, kind::semicolon, kind::end}));
    EXPECT_EQ(scan{"1..=2"}.kinds(),
              (std::vector{kind::integer, kind::range_inclusive, kind::integer, kind::end}));
}

TEST(lexer, durations) {
    const std::pair<std::string_view, std::int64_t> table[]{
        {"250ms", 250'000'000},
        {"2s", 2'000'000'000},
        {"5m", 300'000'000'000},
        {"2h", 7'200'000'000'000},
        {"7d", 604'800'000'000'000},
        {"1_000us", 1'000'000},
        {"3ns", 3},
        {"1.5s", 1'500'000'000},
        {"0.25h", 900'000'000'000},
        {"106751d", 9'223'286'400'000'000'000},
    };
    for (const auto& [text, value] : table) {
        EXPECT_EQ(only(text).kind, kind::duration) << text;
        EXPECT_EQ(only(text).integer, value) << text;
    }
}

TEST(lexer, strings) {
    const std::pair<std::string_view, std::string_view> table[]{
        {R"("")", ""},
        {R"("plain")", "plain"},
        {R"("a\n\r\t\\\"b")", "a\n\r\t\\\"b"},
        {R"("say ""hi""")", "say \"hi\""},
        {R"("\x41\u2764\U0001F600")", "A\xE2\x9D\xA4\xF0\x9F\x98\x80"},
        {"\"one \\\n  two\"", "one  two"},  // the indentation up to the quote goes, one blank stays
        {"\"one \\\ntwo\"", "one two"},
        {"#\"a\\n\"b\"#", "a\\n\"b"},
        {"##\"Test\"#\nx\"##", "Test\"#\nx"},
        {"`a\\nb`", "a\\nb"},
        {"`\nfirst\nsecond`", "first\nsecond"},
        {"`\r\nfirst\r\nsecond`", "first\nsecond"},
        {"`a``b`", "a`b"},
        {"`\\${x} costs $5`", "${x} costs $5"},
        {"`{}`", "{}"},
    };
    for (const auto& [text, value] : table) {
        EXPECT_EQ(only(text).kind, kind::text) << text;
        EXPECT_EQ(only(text).text, value) << text;
    }
}

TEST(lexer, characters) {
    const std::pair<std::string_view, char32_t> table[]{
        {"'a'", U'a'},         {"'\\n'", U'\n'},           {"'\\''", U'\''},
        {"'\\u2764'", 0x2764}, {"'\xE2\x9D\xA4'", 0x2764}, {"'\"'", U'"'},
    };
    for (const auto& [text, value] : table) {
        EXPECT_EQ(only(text).kind, kind::character) << text;
        EXPECT_EQ(only(text).integer, static_cast<std::int64_t>(value)) << text;
    }
}

TEST(lexer, interpolations_nest) {
    const scan s{"`a${ `b${#{c: {1}}}` }d${x}`"};
    EXPECT_EQ(s.kinds(), (std::vector{kind::text_begin, kind::text_begin, kind::map_open,
                                      kind::word, kind::colon, kind::brace_open, kind::integer,
                                      kind::brace_close, kind::brace_close, kind::text_end,
                                      kind::text_middle, kind::word, kind::text_end, kind::end}));
    EXPECT_EQ(s.tokens[0].text, "a");
    EXPECT_EQ(s.tokens[1].text, "b");
    EXPECT_EQ(s.tokens[10].text, "d");
    EXPECT_EQ(s.tokens[12].text, "");
}

TEST(lexer, comments) {
    const scan s{
        "//! about\n/// doc\n//// ruler\n/** block */ /*** ruler */ /**/ /* a /* b */ c */ x // "
        "end"};
    EXPECT_EQ(s.kinds(), (std::vector{kind::module_doc, kind::doc_comment, kind::doc_comment,
                                      kind::word, kind::end}));
    EXPECT_EQ(s.tokens[0].text, "//! about");
    EXPECT_EQ(s.tokens[1].text, "/// doc");
    EXPECT_EQ(s.tokens[2].text, "/** block */");
}

TEST(lexer, the_first_line_may_be_for_the_shell) {
    EXPECT_EQ(scan{"#!/usr/bin/env bounce\nx"}.kinds(), (std::vector{kind::word, kind::end}));
    EXPECT_EQ(scan{"\xEF\xBB\xBF#!/x\nx"}.kinds(), (std::vector{kind::word, kind::end}));
    EXPECT_EQ(scan{"\n#!/x"}.kinds()[0], kind::reserved);
}

TEST(lexer, not_in_is_one_token_and_a_negation_of_a_name_is_two) {
    EXPECT_EQ(scan{"a !in b"}.kinds(),
              (std::vector{kind::word, kind::not_in, kind::word, kind::end}));
    EXPECT_EQ(scan{"!index"}.kinds(), (std::vector{kind::bang, kind::word, kind::end}));
    EXPECT_EQ(scan{"!in_x"}.kinds(), (std::vector{kind::bang, kind::word, kind::end}));
}

TEST(lexer, tokens_know_their_place) {
    const scan s{"ab  +\n  \"x\""};
    EXPECT_EQ(s.tokens[0].where, (source_span{0, 2}));
    EXPECT_EQ(s.tokens[1].where, (source_span{4, 1}));
    EXPECT_EQ(s.tokens[2].where, (source_span{8, 3}));
    EXPECT_EQ(s.tokens[3].where, (source_span{11, 0}));
    EXPECT_TRUE(s.tokens[0].starts_line);
    EXPECT_FALSE(s.tokens[1].starts_line);
    EXPECT_TRUE(s.tokens[2].starts_line);
    EXPECT_FALSE(s.tokens[1].is_tight);
    EXPECT_TRUE(s.tokens[3].is_tight);
}

}  // namespace
