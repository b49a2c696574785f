#include "script/natives/json.hpp"

#include "native_test.hpp"
#include "script/values/channel.hpp"

#include <cmath>

namespace bounce::script {
namespace {

class script_json_test : public native_test {
protected:
    std::string read(std::string_view json) { return shown(parse_json(context, json)); }
    std::string write(const value& v, json_style style = json_style::strict) {
        auto text = write_json(context, v, style);
        return text ? *text
                    : std::string{error_name(text.error().kind())} + ": " + text.error().message();
    }
    static value n(std::int64_t i) { return value::integer(i); }
};

TEST_F(script_json_test, reads_every_form) {
    EXPECT_EQ(read(" null "), "()");
    EXPECT_EQ(read("true"), "true");
    EXPECT_EQ(read("-0"), "0");
    EXPECT_EQ(read("9223372036854775807"), "9223372036854775807");
    EXPECT_EQ(read("9223372036854775808"), "9.223372036854776e18");
    EXPECT_EQ(read("1.0"), "1.0");
    EXPECT_EQ(read("-1.5E+2"), "-150.0");
    EXPECT_EQ(read("[]"), "[]");
    EXPECT_EQ(read("{ }"), "#{}");
    EXPECT_EQ(read("[1, [2, []], {\"b\": 1, \"a\": {}}]"), "[1, [2, []], #{\"a\": #{}, \"b\": 1}]");
    EXPECT_EQ(read("{\"a\":1,\"a\":2}"), "#{\"a\": 2}");
    EXPECT_EQ(read("\"a\\n\\u00e9\\ud83d\\ude00\\/\\\"\""), "\"a\\n\u00e9\U0001F600/\\\"\"");
}

TEST_F(script_json_test, refuses_everything_else_and_says_where) {
    for (const std::string_view bad : {"",
                                       "[",
                                       "[1",
                                       "[1,",
                                       "[1,]",
                                       "{",
                                       "{\"a\"",
                                       "{\"a\":",
                                       "{\"a\":1",
                                       "{\"a\":1,}",
                                       "{a:1}",
                                       "[1 2]",
                                       "1 2",
                                       "01",
                                       "-",
                                       "1.",
                                       ".5",
                                       "1e",
                                       "+1",
                                       "nul",
                                       "True",
                                       "NaN",
                                       "'a'",
                                       "\"",
                                       "\"\\x\"",
                                       "\"\\u12\"",
                                       "\"\\u12g4\"",
                                       "\"\\ud800\"",
                                       "\"\\ud800\\u0041\"",
                                       "\"\\udc00\"",
                                       "\"a\nb\"",
                                       "[1]]",
                                       "1e999",
                                       "\"\\"}) {
        EXPECT_TRUE(read(bad).starts_with("ErrorParsing: JSON, line ")) << bad << ": " << read(bad);
    }
    EXPECT_EQ(read("[1,\n 2 3]"), "ErrorParsing: JSON, line 2, column 4: expected a comma or ]");
    EXPECT_EQ(read(""),
              "ErrorParsing: JSON, line 1, column 1: the text ends where a value should be");
}

TEST_F(script_json_test, depth_is_bounded_by_a_limit_and_costs_no_stack) {
    value_limits deep;
    deep.json_depth = 300'000;
    native_context roomy{heap, deep};
    const std::string text = std::string(300'000, '[') + std::string(300'000, ']');
    {
        auto nested = parse_json(roomy, text);
        ASSERT_TRUE(nested);
        auto back = write_json(roomy, *nested, json_style::strict);
        ASSERT_TRUE(back);
        EXPECT_EQ(*back, text);
    }
    EXPECT_TRUE(read(text).ends_with("nested too deep"));
}

TEST_F(script_json_test, writes_every_storable_form) {
    EXPECT_EQ(write(value{}), "null");
    EXPECT_EQ(write(n(-1)), "-1");
    EXPECT_EQ(write(value::floating(1)), "1.0");
    EXPECT_EQ(write(value::floating(1e300)), "1e300");
    EXPECT_EQ(write(text("a\"\\\n\x01\u2764")), "\"a\\\"\\\\\\n\\u0001\u2764\"");
    EXPECT_EQ(write(letter(U'\u2764')), "\"\u2764\"");
    EXPECT_EQ(write(value::duration(1'500'000'000)), "1.5");
    EXPECT_EQ(write(value::timestamp(0)), "\"1970-01-01T00:00:00.000Z\"");
    EXPECT_EQ(write(bytes({})), "\"\"");
    EXPECT_EQ(write(bytes({'f'})), "\"Zg==\"");
    EXPECT_EQ(write(bytes({'f', 'o'})), "\"Zm8=\"");
    EXPECT_EQ(write(bytes({'f', 'o', 'o', 255})), "\"Zm9v/w==\"");
    EXPECT_EQ(write(map({{"b", ints({1, 2})}, {"a", map({})}})), "{\"a\":{},\"b\":[1,2]}");
}

TEST_F(script_json_test, the_strict_style_refuses_what_would_not_come_back) {
    const value f = make_named_fn(&heap, nullptr, text("abc"));
    EXPECT_EQ(write(map({{"a", array({n(1), f})}})),
              "ErrorMismatchDataType: a[1]: a value of type Fn has no form in JSON");
    EXPECT_EQ(write(range(0, 1)),
              "ErrorMismatchDataType: a value of type range has no form in JSON");
    EXPECT_EQ(write(array({value::floating(NAN)})),
              "ErrorMismatchDataType: [0]: NaN has no form in JSON");
    EXPECT_EQ(write(make_channel(&heap, 1), json_style::script),
              "ErrorMismatchDataType: a value of type channel has no form in JSON");
    EXPECT_EQ(write(map({{"a", array({f})}}), json_style::script), "{\"a\":[\"abc\"]}");
    EXPECT_EQ(write(array({range(0, 3), value::floating(NAN)}), json_style::script),
              "[\"0..3\",null]");
    EXPECT_EQ(call("to_json", {map({{"a", array({map({{"b", n(42)}})})}})}),
              "\"{\\\"a\\\":[{\\\"b\\\":42}]}\"");
    EXPECT_EQ(call("parse_json", {text("[1]")}), "[1]");
}

TEST_F(script_json_test, what_is_written_is_read_back) {
    const value v = map({{"int", n(1)},
                         {"float", value::floating(0.1)},
                         {"text", text("a string on the heap \u2764 \"\\\t")},
                         {"list", array({value{}, truth(true), ints({})})}});
    auto json = write_json(context, v, json_style::strict);
    ASSERT_TRUE(json);
    auto back = parse_json(context, *json);
    ASSERT_TRUE(back);
    EXPECT_TRUE(equal(*back, v));
}

}  // namespace
}  // namespace bounce::script
