#include "bounce/data/json.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace {

namespace json = bounce::json;
using bounce::errc;

std::string failure(std::string_view text, const json::parse_options& options = {}) {
    auto parsed = json::parse(text, options);
    return parsed ? "parsed" : parsed.error().message();
}

std::string rewritten(std::string_view text) { return json::write(json::parse(text).value()); }

TEST(json_parse, reads_every_kind) {
    EXPECT_EQ(rewritten(R"( {"a":[1,-2,18446744073709551615,0.5,"x",true,false,null],"b":{}} )"),
              R"({"a":[1,-2,18446744073709551615,0.5,"x",true,false,null],"b":{}})");
    EXPECT_EQ(rewritten("[]"), "[]");
    EXPECT_EQ(rewritten("\"\""), "\"\"");
}

TEST(json_parse, last_of_equal_members_counts) {
    EXPECT_EQ(rewritten(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
}

TEST(json_parse, numbers) {
    EXPECT_EQ(json::parse("9223372036854775807").value().kind(), json::kind::integer);
    EXPECT_EQ(json::parse("9223372036854775808").value().kind(), json::kind::unsigned_integer);
    EXPECT_EQ(json::parse("18446744073709551616").value().kind(), json::kind::real);
    EXPECT_EQ(json::parse("1.0").value().kind(), json::kind::real);
    EXPECT_EQ(json::parse("1e400").error(), errc::limit_exceeded);
    EXPECT_EQ(failure("[1e400]"),
              "parse JSON at line 1, column 7: number too large for a double: limit exceeded");
    EXPECT_EQ(json::parse("1e-400").value(), json::value{0.0});
    // Numbers that a conversion with rounded powers of ten gets wrong in the last bit.
    for (const double d : {0.1, 2.2250738585072014e-308, 1.7976931348623157e308,
                           123456789.123456789, 5e-324, 9007199254740993e3, 8.41e21, 3.0e-200}) {
        const auto text = json::write(json::value{d});
        EXPECT_EQ(*json::parse(text).value().as_double(), d) << text;
    }
}

TEST(json_parse, strings) {
    EXPECT_EQ(*json::parse(R"("a\"\\\/\b\f\n\r\t\u0041\ud83d\ude00")").value().if_string(),
              "a\"\\/\b\f\n\r\tA\U0001F600");
    EXPECT_EQ(*json::parse(R"("\u0000")").value().if_string(), std::string(1, '\0'));
    EXPECT_EQ(json::parse(R"("\ud800")").error(), errc::malformed);
    EXPECT_EQ(json::parse("\"\xC0\x80\"").error(), errc::malformed);
    EXPECT_EQ(json::parse("\"\n\"").error(), errc::malformed);
}

TEST(json_parse, errors_name_line_and_column) {
    EXPECT_EQ(failure("{\n  \"a\": 1,\n  \"b\" 2\n}"),
              "parse JSON at line 3, column 7: syntax error: malformed");
    EXPECT_EQ(failure("[1,"), "parse JSON at line 1, column 4: unexpected end of input");
    EXPECT_EQ(failure(""), "parse JSON at line 1, column 1: unexpected end of input");
    EXPECT_EQ(failure("1 \n2"), "parse JSON at line 2, column 1: text after the value: malformed");
    EXPECT_EQ(json::parse("[1,").error(), errc::end_of_input);
}

TEST(json_parse, depth_is_limited_exactly) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    const auto limit = bounce::limits::json_depth;
    EXPECT_TRUE(json::parse(nested(limit)));
    EXPECT_EQ(json::parse(nested(limit + 1)).error(), errc::limit_exceeded);
    json::parse_options options;
    options.max_depth = 0;
    EXPECT_TRUE(json::parse("1", options));
    EXPECT_EQ(failure("[]", options),
              "parse JSON at line 1, column 1: nested deeper than 0: limit exceeded");
    options.max_depth = bounce::limits::json_depth_max;
    EXPECT_TRUE(json::parse(nested(options.max_depth), options));
    std::string objects;
    for (std::size_t i = 0; i < options.max_depth; ++i) objects += "{\"a\":";
    objects += '1' + std::string(options.max_depth, '}');
    EXPECT_TRUE(json::parse(objects, options));
    EXPECT_EQ(json::parse("[" + objects + "]", options).error(), errc::limit_exceeded);
    ++options.max_depth;
    EXPECT_EQ(json::parse("1", options).error(), errc::invalid_argument);
}

TEST(json_parse, size_is_limited) {
    json::parse_options options;
    options.max_bytes = 4;
    EXPECT_TRUE(json::parse("1234", options));
    EXPECT_EQ(failure("12345", options), "parse JSON of 5 bytes, more than 4: limit exceeded");
    EXPECT_EQ(json::parse_options{}.max_bytes, bounce::limits::json_bytes);
    const std::string spaces(bounce::limits::json_bytes, ' ');
    EXPECT_EQ(json::parse(spaces + "1").error(), errc::limit_exceeded);
    EXPECT_EQ(json::parse(spaces).error(), errc::end_of_input);
}

TEST(json_write, escapes_what_must_be) {
    EXPECT_EQ(json::write(json::value{"\"\\/\n\r\t\x01\x1f\x7f\u00e9"}),
              "\"\\\"\\\\/\\n\\r\\t\\u0001\\u001f\x7f\u00e9\"");
    EXPECT_EQ(json::write(json::value{std::string(1, '\0')}), "\"\\u0000\"");
}

TEST(json_write, replaces_what_is_not_utf8) {
    const auto written = [](std::string_view s) { return json::write(json::value{s}); };
    EXPECT_EQ(written("a\xFFz"), "\"a\uFFFDz\"");
    EXPECT_EQ(written("\xC0\xAF"), "\"\uFFFD\uFFFD\"");            // overlong
    EXPECT_EQ(written("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");  // a surrogate
    EXPECT_EQ(written("\xF4\x90\x80\x80"), "\"\uFFFD\uFFFD\uFFFD\uFFFD\"");
    EXPECT_EQ(written("\xE2\x82"), "\"\uFFFD\uFFFD\"");  // cut short
    EXPECT_EQ(written("\xF4\x8F\xBF\xBF"), "\"\xF4\x8F\xBF\xBF\"");
    EXPECT_TRUE(json::parse(written("\x80\xF8\xC2")));
}

TEST(json_write, doubles_stay_doubles) {
    EXPECT_EQ(json::write(json::value{1.0}), "1.0");
    EXPECT_EQ(json::write(json::value{-0.0}), "-0.0");
    EXPECT_EQ(json::write(json::value{1e300}), "1e+300");
    EXPECT_EQ(json::write(json::value{0.1}), "0.1");
    EXPECT_EQ(json::write(json::value{std::numeric_limits<double>::infinity()}), "null");
    EXPECT_EQ(json::write(json::value{std::nan("")}), "null");
    EXPECT_TRUE(std::signbit(*json::parse("-0.0").value().as_double()));
}

TEST(json_write, indents) {
    json::write_options options;
    options.indent = 2;
    const json::value v{
        json::object{{"a", json::array{1, 2}}, {"b", json::object{}}, {"c", json::array{}}}};
    EXPECT_EQ(json::write(v, options),
              "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}");
}

TEST(json_write, depth_costs_no_stack) {
    constexpr std::size_t depth = 200'000;
    json::value v;
    for (std::size_t i = 0; i < depth; ++i) {
        json::array outer;
        outer.push_back(std::move(v));
        v = json::value{std::move(outer)};
    }
    EXPECT_EQ(json::write(v).size(), 2 * depth + 4);
}

}  // namespace
