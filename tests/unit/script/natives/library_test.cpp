#include "native_test.hpp"
#include "script/values/iterator.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace bounce::script {
namespace {

class library_test : public native_test {
protected:
    static value n(std::int64_t i) { return value::integer(i); }
    static value f(double x) { return value::floating(x); }
    value s(std::string_view t) { return text(t); }
    static value c(char32_t x) { return value::character(x); }
    /// All items of the iterator that a native gives.
    std::string items(std::string_view name, std::vector<value> args) {
        const auto made = table.call(context, name, args);
        if (!made) return shown(made);
        std::string out;
        value item;
        while (advance(as<iterator_object>(*made), item) == step_outcome::item) {
            append_debug_text_of(out, item);
            out += ' ';
        }
        return out;
    }
};

TEST_F(library_test, integers) {
    EXPECT_EQ(call("abs", {n(-5)}), "5");
    EXPECT_TRUE(
        call("abs", {n(std::numeric_limits<std::int64_t>::min())}).starts_with("ErrorArithmetic"));
    EXPECT_EQ(call("sign", {n(-5)}), "-1");
    EXPECT_EQ(call("sign", {n(0)}), "0");
    EXPECT_EQ(call("is_zero", {n(0)}), "true");
    EXPECT_EQ(call("is_odd", {n(-3)}), "true");
    EXPECT_EQ(call("is_even", {n(-3)}), "false");
    EXPECT_EQ(call("to_float", {n(2)}), "2.0");
    EXPECT_EQ(call("to_int", {c(U'a')}), "97");
    EXPECT_EQ(call("to_char", {n(0x2764)}), "'\u2764'");
    EXPECT_TRUE(call("to_char", {n(0xD800)}).starts_with("ErrorArithmetic"));
    EXPECT_TRUE(call("to_char", {n(-1)}).starts_with("ErrorArithmetic"));
    EXPECT_EQ(call("max", {n(1), n(2)}), "2");
    EXPECT_EQ(call("min", {n(1), f(0.5)}), "0.5");
    EXPECT_EQ(call("to_hex", {n(255)}), "\"ff\"");
    EXPECT_EQ(call("to_hex", {n(-1)}), "\"ffffffffffffffff\"");
    EXPECT_EQ(call("to_octal", {n(8)}), "\"10\"");
    EXPECT_EQ(call("to_binary", {n(10)}), "\"1010\"");
}

TEST_F(library_test, parsing_numbers) {
    EXPECT_EQ(call("parse_int", {s("42")}), "42");
    EXPECT_EQ(call("parse_int", {s(" +42\n")}), "42");
    EXPECT_EQ(call("parse_int", {s("-9223372036854775808")}), "-9223372036854775808");
    EXPECT_EQ(call("parse_int", {s("abcdef"), n(16)}), "11259375");
    EXPECT_EQ(call("parse_int", {s("12x")}), "ErrorArithmetic: '12x' is not an integer of base 10");
    EXPECT_EQ(call("parse_int", {s("")}), "ErrorArithmetic: '' is not an integer of base 10");
    EXPECT_EQ(call("parse_int", {s("+-1")}), "ErrorArithmetic: '+-1' is not an integer of base 10");
    EXPECT_EQ(call("parse_int", {s("9223372036854775808")}),
              "ErrorArithmetic: the integer '9223372036854775808' does not fit into 64 bits");
    EXPECT_EQ(call("parse_int", {s("1"), n(37)}),
              "ErrorArithmetic: a radix is between 2 and 36, not 37");
    EXPECT_EQ(call("parse_float", {s(" 1.5e3 ")}), "1500.0");
    EXPECT_EQ(call("parse_float", {s("x")}), "ErrorArithmetic: 'x' is not a floating-point number");
}

TEST_F(library_test, bits) {
    EXPECT_EQ(call("get_bit", {n(10), n(1)}), "true");
    EXPECT_TRUE(call("get_bit", {n(10), n(64)}).starts_with("ErrorIndexOutOfBounds"));
    EXPECT_EQ(change("set_bit", {n(10), n(0), truth(true)}), "11");
    EXPECT_EQ(call("get_bits", {n(10), n(1), n(3)}), "5");
    EXPECT_EQ(call("get_bits", {n(255), n(-60), n(2)}), "3");
    EXPECT_EQ(call("get_bits", {n(10), range(1, 3, true)}), "5");
    EXPECT_EQ(change("set_bits", {n(10), n(1), n(3), n(7)}), "14");
    EXPECT_EQ(change("set_bits", {n(0), n(-64), n(1), n(15)}), "1");
    EXPECT_EQ(change("set_bits", {n(10), range(1, 4), n(0)}), "0");
    EXPECT_EQ(call("count_ones", {n(-1)}), "64");
    EXPECT_EQ(items("bits", {n(10), n(1), n(3)}), "true false true ");
    EXPECT_EQ(items("bits", {n(5), range(0, 3)}), "true false true ");
    EXPECT_TRUE(items("bits", {n(5), n(64)}).starts_with("ErrorIndexOutOfBounds"));
}

TEST_F(library_test, floats) {
    EXPECT_EQ(call("floor", {f(-1.5)}), "-2.0");
    EXPECT_EQ(call("ceiling", {f(1.2)}), "2.0");
    EXPECT_EQ(call("round", {f(2.5)}), "3.0");
    EXPECT_EQ(call("int", {f(-1.5)}), "-1.0");
    EXPECT_EQ(call("fraction", {f(1.25)}), "0.25");
    EXPECT_EQ(call("to_int", {f(-1.9)}), "-1");
    EXPECT_EQ(call("to_int", {f(9.3e18)}), "ErrorArithmetic: overflow: to_int(9.3e18)");
    EXPECT_TRUE(call("to_int", {f(std::nan(""))}).starts_with("ErrorArithmetic"));
    EXPECT_EQ(call("is_nan", {f(std::nan(""))}), "true");
    EXPECT_EQ(call("is_finite", {f(1)}), "true");
    EXPECT_EQ(call("is_infinite", {f(1)}), "false");
    EXPECT_EQ(call("sqrt", {n(9)}), "3.0");
    EXPECT_EQ(call("ln", {f(1)}), "0.0");
    EXPECT_EQ(call("log", {n(1000)}), "3.0");
    EXPECT_EQ(call("log", {n(8), n(2)}), "3.0");
    EXPECT_EQ(call("exp", {n(0)}), "1.0");
    EXPECT_EQ(call("cos", {f(0)}), "1.0");
    EXPECT_EQ(call("atan", {n(0), n(1)}), "0.0");
    EXPECT_EQ(call("hypot", {n(3), n(4)}), "5.0");
    EXPECT_EQ(call("to_degrees", {f(std::numbers::pi)}), "180.0");
    EXPECT_EQ(call("PI", {}), "3.141592653589793");
    EXPECT_EQ(call("E", {}), "2.718281828459045");
}

TEST_F(library_test, texts_of_values) {
    EXPECT_EQ(call("to_string", {ints({1})}), "\"[1]\"");
    EXPECT_EQ(call("to_string", {value{}}), "\"\"");
    EXPECT_EQ(call("to_debug", {s("a")}), "\"\\\"a\\\"\"");
    EXPECT_EQ(call("type_of", {range(0, 1, true)}), "\"range=\"");
    EXPECT_EQ(call("type_of", {f(1)}), "\"f64\"");
}

TEST_F(library_test, questions_to_strings) {
    const value x = s("\u2764\u2764\u2764 hello! \u2764\u2764\u2764");
    EXPECT_EQ(call("len", {x}), "14");
    EXPECT_EQ(call("bytes", {x}), "26");
    EXPECT_EQ(call("is_empty", {s("")}), "true");
    EXPECT_EQ(call("index_of", {x, c(U'\u2764'), n(5)}), "11");
    EXPECT_EQ(call("index_of", {x, c(U'\u2764'), n(-6)}), "11");
    EXPECT_EQ(call("index_of", {x, s("hello")}), "4");
    EXPECT_EQ(call("index_of", {x, s("xx")}), "-1");
    EXPECT_EQ(call("contains", {x, s("ell")}), "true");
    EXPECT_EQ(call("contains", {x, c(U'z')}), "false");
    EXPECT_EQ(call("starts_with", {x, c(U'\u2764')}), "true");
    EXPECT_EQ(call("ends_with", {x, s("!")}), "false");
    EXPECT_EQ(call("max", {s("a"), s("b")}), "\"b\"");
    EXPECT_EQ(call("min", {c(U'a'), c(U'b')}), "'a'");
    EXPECT_EQ(call("get", {x, n(4)}), "'h'");
    EXPECT_EQ(call("get", {x, n(99)}), "()");
}

TEST_F(library_test, parts_of_strings) {
    const value x = s("\u2764\u2764\u2764 hello! \u2764\u2764\u2764");
    EXPECT_EQ(call("sub_string", {x, n(-2), n(2)}), "\"\u2764\u2764\"");
    EXPECT_EQ(call("sub_string", {x, n(99)}), "\"\"");
    EXPECT_EQ(call("sub_string", {x, n(1), n(-1)}), "\"\"");
    EXPECT_EQ(call("sub_string", {x, n(4), n(6)}), "\"hello!\"");
    EXPECT_EQ(call("sub_string", {x, range(4, 6)}), "\"he\"");
    EXPECT_EQ(change("crop", {x, n(4), n(6)}), "\"hello!\"");
    EXPECT_EQ(change("crop", {s("hello"), range(1, 3, true)}), "\"ell\"");
    EXPECT_EQ(change("crop", {s("hello"), n(-2)}), "\"lo\"");
    EXPECT_EQ(change("truncate", {s("h\u00e9llo"), n(2)}), "\"h\u00e9\"");
    EXPECT_EQ(change("truncate", {s("hello"), n(-1)}), "\"\"");
    EXPECT_EQ(change("pop", {s("ab\u2764")}), "'\u2764' of \"ab\"");
    EXPECT_EQ(change("pop", {s("")}), "\"\"");
    EXPECT_EQ(change("pop", {s("hello"), n(2)}), "\"lo\" of \"hel\"");
    EXPECT_EQ(change("pop", {s("hi"), n(9)}), "\"hi\" of \"\"");
    EXPECT_EQ(items("chars", {s("h\u00e9llo")}), "'h' '\u00e9' 'l' 'l' 'o' ");
    EXPECT_EQ(items("chars", {s("h\u00e9llo"), n(1), n(2)}), "'\u00e9' 'l' ");
    EXPECT_EQ(items("chars", {s("h\u00e9llo"), range(3, 9)}), "'l' 'o' ");
    EXPECT_EQ(call("to_chars", {s("h\u00e9")}), "['h', '\u00e9']");
    EXPECT_EQ(call("to_blob", {s("h\u00e9")}), "[68c3a9]");
}

TEST_F(library_test, changes_of_strings) {
    EXPECT_EQ(change("trim", {s(" \t a b \n")}), "\"a b\"");
    EXPECT_EQ(change("trim", {s("  ")}), "\"\"");
    EXPECT_EQ(change("clear", {s("x")}), "\"\"");
    EXPECT_EQ(change("append", {s("x"), n(1)}), "\"x1\"");
    EXPECT_EQ(change("replace", {s("banana"), s("an"), s("<>")}), "\"b<><>a\"");
    EXPECT_EQ(change("replace", {s("banana"), c(U'a'), c(U'\u2764')}), "\"b\u2764n\u2764n\u2764\"");
    EXPECT_EQ(change("replace", {s("banana"), s(""), s("x")}), "\"banana\"");
    EXPECT_EQ(change("remove", {s("banana"), s("na")}), "\"ba\"");
    EXPECT_EQ(change("remove", {s("banana"), c(U'a')}), "\"bnn\"");
    EXPECT_EQ(change("pad", {s("ab"), n(5), c(U'\u2764')}), "\"ab\u2764\u2764\u2764\"");
    EXPECT_EQ(change("pad", {s("ab"), n(7), s("xyz")}), "\"abxyzxy\"");
    EXPECT_EQ(change("pad", {s("ab"), n(1), c(U'x')}), "\"ab\"");
    EXPECT_EQ(change("pad", {s("ab"), n(9), s("")}), "\"ab\"");
    EXPECT_EQ(change("set", {s("abc"), n(1), c(U'X')}), "\"aXc\"");
    EXPECT_EQ(change("set", {s("abc"), n(9), c(U'X')}), "\"abc\"");
    EXPECT_EQ(call("to_upper", {s("h\u00e9llo \u03bb \u0436 \u00df")}),
              "\"H\u00c9LLO \u039b \u0416 \u00df\"");
    EXPECT_EQ(call("to_lower", {s("H\u00c9LLO \u039b \u0416")}), "\"h\u00e9llo \u03bb \u0436\"");
    EXPECT_EQ(change("make_upper", {s("abc")}), "\"ABC\"");
    EXPECT_EQ(change("make_lower", {c(U'\u00d6')}), "'\u00f6'");
}

TEST_F(library_test, splitting) {
    EXPECT_EQ(call("split", {s("a,b,c"), s(",")}), "[\"a\", \"b\", \"c\"]");
    EXPECT_EQ(call("split", {s("a,b,c"), c(U','), n(2)}), "[\"a\", \"b,c\"]");
    EXPECT_EQ(call("split", {s("a,b,c"), c(U','), n(1)}), "[\"a,b,c\"]");
    EXPECT_EQ(call("split", {s(",a,"), c(U',')}), "[\"\", \"a\", \"\"]");
    EXPECT_EQ(call("split", {s("abc"), s("")}), "[\"\", \"a\", \"b\", \"c\", \"\"]");
    EXPECT_EQ(call("split", {s(""), s(",")}), "[\"\"]");
    EXPECT_EQ(call("split", {s("  a b\n c ")}), "[\"a\", \"b\", \"c\"]");
    EXPECT_EQ(call("split", {s("abc"), n(1)}), "[\"a\", \"bc\"]");
    EXPECT_EQ(call("split", {s("abc"), n(-1)}), "[\"ab\", \"c\"]");
    EXPECT_EQ(call("split", {s("abc"), n(9)}), "[\"abc\", \"\"]");
    EXPECT_EQ(call("split_rev", {s("a,b,c"), c(U',')}), "[\"c\", \"b\", \"a\"]");
    EXPECT_EQ(call("split_rev", {s("a,b,c"), s(","), n(2)}), "[\"c\", \"a,b\"]");
    EXPECT_EQ(call("split_rev", {s("aaa"), s("aa")}), "[\"\", \"a\"]");
    EXPECT_EQ(call("split_rev", {s(",a"), s(",")}), "[\"a\", \"\"]");
}

TEST_F(library_test, reading_arrays) {
    const value a = ints({3, 1, 2, 1});
    EXPECT_EQ(call("len", {a}), "4");
    EXPECT_EQ(call("get", {a, n(-1)}), "1");
    EXPECT_EQ(call("get", {a, n(4)}), "()");
    EXPECT_EQ(call("contains", {a, f(2)}), "true");
    EXPECT_EQ(call("index_of", {a, n(1)}), "1");
    EXPECT_EQ(call("index_of", {a, n(1), n(2)}), "3");
    EXPECT_EQ(call("index_of", {a, n(3), n(-2)}), "-1");
    EXPECT_EQ(call("extract", {a, n(1), n(10)}), "[1, 2, 1]");
    EXPECT_EQ(call("extract", {a, n(99), n(1)}), "[]");
    EXPECT_EQ(call("extract", {a, range(1, 2, true)}), "[1, 2]");
    EXPECT_EQ(call("extract", {a, n(-1)}), "[1]");
    EXPECT_EQ(call("order", {a}), "[1, 1, 2, 3]");
    EXPECT_EQ(call("order_desc", {a}), "[3, 2, 1, 1]");
    EXPECT_EQ(call("join", {a, s(", ")}), "\"3, 1, 2, 1\"");
    EXPECT_EQ(call("join", {ints({}), c(U',')}), "\"\"");
}

TEST_F(library_test, changing_arrays) {
    const value a = ints({1, 2, 3});
    EXPECT_EQ(change("push", {a, s("x")}), "[1, 2, 3, \"x\"]");
    EXPECT_EQ(change("append", {a, ints({4, 5})}), "[1, 2, 3, 4, 5]");
    EXPECT_EQ(change("insert", {a, n(0), n(4)}), "[4, 1, 2, 3]");
    EXPECT_EQ(change("insert", {a, n(999), n(4)}), "[1, 2, 3, 4]");
    EXPECT_EQ(change("insert", {a, n(-1), n(4)}), "[1, 2, 4, 3]");
    EXPECT_EQ(change("insert", {a, n(-9), n(4)}), "[4, 1, 2, 3]");
    EXPECT_EQ(change("pop", {a}), "3 of [1, 2]");
    EXPECT_EQ(change("shift", {a}), "1 of [2, 3]");
    EXPECT_EQ(change("remove", {a, n(1)}), "2 of [1, 3]");
    EXPECT_EQ(change("remove", {a, n(3)}), "[1, 2, 3]");
    EXPECT_EQ(change("pop", {ints({})}), "[]");
    EXPECT_EQ(change("set", {a, n(1), n(7)}), "[1, 7, 3]");
    EXPECT_EQ(change("set", {a, n(3), n(7)}), "[1, 2, 3]");
    EXPECT_EQ(change("pad", {a, n(5), n(42)}), "[1, 2, 3, 42, 42]");
    EXPECT_EQ(change("pad", {a, n(2), n(42)}), "[1, 2, 3]");
    EXPECT_EQ(change("truncate", {a, n(1)}), "[1]");
    EXPECT_EQ(change("truncate", {a, n(-1)}), "[]");
    EXPECT_EQ(change("chop", {a, n(2)}), "[2, 3]");
    EXPECT_EQ(change("chop", {a, n(9)}), "[1, 2, 3]");
    EXPECT_EQ(change("reverse", {a}), "[3, 2, 1]");
    EXPECT_EQ(change("clear", {a}), "[]");
    EXPECT_EQ(change("split", {a, n(1)}), "[2, 3] of [1]");
    EXPECT_EQ(change("splice", {a, n(1), n(1), ints({8, 9})}), "[1, 8, 9, 3]");
    EXPECT_EQ(change("splice", {a, range(0, 2), ints({})}), "[3]");
    EXPECT_EQ(change("splice", {a, n(9), n(9), ints({4})}), "[1, 2, 3, 4]");
    EXPECT_EQ(change("drain", {a, n(0), n(2)}), "[1, 2] of [3]");
    EXPECT_EQ(change("retain", {a, n(0), n(2)}), "[3] of [1, 2]");
    EXPECT_EQ(change("drain_range", {a, range(1, 9)}), "[2, 3] of [1]");
    EXPECT_EQ(change("retain_range", {a, range(1, 2)}), "[1, 3] of [2]");
    EXPECT_EQ(change("dedup", {ints({1, 1, 2, 2, 1})}), "[1, 2, 1]");
    EXPECT_EQ(to_debug_text(a), "[1, 2, 3]");  // each change was one of a copy
}

TEST_F(library_test, sorting_is_stable_and_of_what_has_an_order) {
    EXPECT_EQ(change("sort", {array({s("b"), c(U'a'), s("ab")})}), "['a', \"ab\", \"b\"]");
    EXPECT_EQ(change("sort", {array({n(2), f(1.5), n(1)})}), "[1, 1.5, 2]");
    EXPECT_EQ(change("sort_desc", {ints({1, 3, 2})}), "[3, 2, 1]");
    EXPECT_EQ(change("sort", {ints({})}), "[]");
    EXPECT_EQ(change("sort", {array({f(2), n(2), n(1), f(1)})}), "[1, 1.0, 2.0, 2]");
    EXPECT_EQ(
        change("sort", {array({n(1), s("x")})}),
        "ErrorMismatchDataType: an array cannot be sorted that holds both a value of type i64 "
        "and one of type string");
    std::vector<value> many;
    for (std::int64_t i = 0; i < 1'000; ++i) many.push_back(n(i * 7'919 % 1'000));
    value a = array(std::move(many));
    std::vector<value> args{std::move(a)};
    ASSERT_TRUE(table.call(context, "sort", args));
    for (std::size_t i = 0; i < 1'000; ++i) {
        ASSERT_EQ(as<array_object>(args[0]).items[i].as_int(), std::int64_t(i));
    }
}

TEST_F(library_test, maps) {
    const value m = map({{"a", n(1)}, {"b", n(2)}});
    EXPECT_EQ(call("len", {m}), "2");
    EXPECT_EQ(call("is_empty", {map({})}), "true");
    EXPECT_EQ(call("contains", {m, s("a")}), "true");
    EXPECT_EQ(call("get", {m, s("z")}), "()");
    EXPECT_EQ(call("keys", {m}), "[\"a\", \"b\"]");
    EXPECT_EQ(call("values", {m}), "[1, 2]");
    EXPECT_EQ(change("set", {m, s("c"), n(3)}), "#{\"a\": 1, \"b\": 2, \"c\": 3}");
    EXPECT_EQ(change("remove", {m, s("a")}), "1 of #{\"b\": 2}");
    EXPECT_EQ(change("remove", {m, s("z")}), "#{\"a\": 1, \"b\": 2}");
    EXPECT_EQ(change("clear", {m}), "#{}");
    EXPECT_EQ(change("mixin", {m, map({{"b", n(7)}, {"c", n(8)}})}),
              "#{\"a\": 1, \"b\": 7, \"c\": 8}");
    EXPECT_EQ(change("fill_with", {m, map({{"b", n(7)}, {"c", n(8)}})}),
              "#{\"a\": 1, \"b\": 2, \"c\": 8}");
    EXPECT_EQ(to_debug_text(m), "#{\"a\": 1, \"b\": 2}");
}

TEST_F(library_test, blobs) {
    const value x = bytes({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
    EXPECT_EQ(call("blob", {}), "[]");
    EXPECT_EQ(call("blob", {n(3)}), "[000000]");
    EXPECT_EQ(call("blob", {n(2), n(258)}), "[0202]");
    EXPECT_EQ(call("blob", {n(-1)}), "[]");
    EXPECT_EQ(call("len", {x}), "16");
    EXPECT_EQ(call("get", {x, n(-1)}), "15");
    EXPECT_EQ(call("get", {x, n(99)}), "0");
    EXPECT_EQ(call("contains", {x, n(7)}), "true");
    EXPECT_EQ(call("parse_le_int", {x, n(2), n(0)}), "0");
    EXPECT_EQ(call("parse_le_int", {x, n(2), n(9)}), "650777868590383874");
    EXPECT_EQ(call("parse_le_int", {x, range(2, 11, true)}), "650777868590383874");
    EXPECT_EQ(call("parse_be_int", {x, n(2), n(10)}), "144964032628459529");
    EXPECT_EQ(call("parse_le_int", {x, n(-5), n(99)}), "64660245515");
    EXPECT_EQ(call("parse_le_int", {x, n(-5), n(2)}), "3083");
    EXPECT_EQ(change("write_be", {bytes({0, 0}), n(0), n(8), n(0x1234567890abcdef)}), "[1234]");
    EXPECT_EQ(change("write_le", {bytes({0, 0, 0}), range(1, 3), n(0x0102)}), "[000201]");
    EXPECT_EQ(change("write_utf8", {bytes(std::vector<std::uint8_t>(10)), range(3, 7),
                                    s("\u2764\u2764\u2764\u2764")}),
              "[000000e29da4e200 0000]");
    EXPECT_EQ(change("write_ascii", {bytes({0, 0, 0}), n(0), n(3), s("a\u2764b")}), "[616200]");
    EXPECT_EQ(call("as_string", {bytes({0x68, 0xc3, 0xa9})}), "\"h\u00e9\"");
    EXPECT_EQ(call("as_string", {bytes({0x68, 0xff, 0xc3})}), "\"h\ufffd\ufffd\"");
    EXPECT_EQ(call("to_array", {bytes({1, 255})}), "[1, 255]");
    EXPECT_EQ(call("extract", {x, range(1, 3)}), "[0102]");
    EXPECT_EQ(change("push", {bytes({1}), n(2)}), "[0102]");
    EXPECT_EQ(change("append", {bytes({1}), s("A")}), "[0141]");
    EXPECT_EQ(change("insert", {bytes({1}), n(0), n(2)}), "[0201]");
    EXPECT_EQ(change("pad", {bytes({1}), n(3), n(9)}), "[010909]");
    EXPECT_EQ(change("truncate", {bytes({1, 2}), n(1)}), "[01]");
    EXPECT_EQ(change("chop", {bytes({1, 2}), n(1)}), "[02]");
    EXPECT_EQ(change("reverse", {bytes({1, 2})}), "[0201]");
    EXPECT_EQ(change("pop", {bytes({1, 2})}), "2 of [01]");
    EXPECT_EQ(change("shift", {bytes({1, 2})}), "1 of [02]");
    EXPECT_EQ(change("pop", {bytes({})}), "0 of []");
    EXPECT_EQ(change("splice", {bytes({1, 2, 3}), n(1), n(1), bytes({8, 9})}), "[01080903]");
    EXPECT_EQ(change("drain", {bytes({1, 2, 3}), range(0, 2)}), "[0102] of [03]");
    EXPECT_EQ(change("retain", {bytes({1, 2, 3}), n(0), n(2)}), "[03] of [0102]");
    EXPECT_EQ(change("split", {bytes({1, 2, 3}), n(1)}), "[0203] of [01]");
}

TEST_F(library_test, floats_survive_a_blob_in_both_orders) {
    for (const std::string order : {"le", "be"}) {
        std::vector<value> args{bytes(std::vector<std::uint8_t>(8)), n(0), n(8), f(-1.25)};
        ASSERT_TRUE(table.call(context, "write_" + order, args));
        EXPECT_EQ(call("parse_" + order + "_float", {args[0], n(0), n(8)}), "-1.25");
    }
}

TEST_F(library_test, ranges) {
    const value r = range(2, 5, true);
    EXPECT_EQ(call("start", {r}), "2");
    EXPECT_EQ(call("end", {r}), "5");
    EXPECT_EQ(call("is_inclusive", {r}), "true");
    EXPECT_EQ(call("is_exclusive", {r}), "false");
    EXPECT_EQ(call("is_empty", {range(2, 2)}), "true");
    EXPECT_EQ(call("contains", {r, n(5)}), "true");
    EXPECT_EQ(call("range", {n(1), n(3)}), "1..3");
    EXPECT_EQ(items("range", {n(0), n(10), n(4)}), "0 4 8 ");
    EXPECT_EQ(items("range", {range(0, 8, true), n(4)}), "0 4 8 ");
    EXPECT_EQ(items("range", {f(1), n(2), f(0.5)}), "1.0 1.5 ");
    EXPECT_EQ(items("range", {n(0), n(1), n(0)}), "ErrorArithmetic: the step of a range is zero");
}

TEST_F(library_test, times) {
    context.now = 5'000'000'000;
    EXPECT_EQ(call("timestamp", {}), "1970-01-01T00:00:05.000Z");
    EXPECT_EQ(call("elapsed", {value::timestamp(3'500'000'000)}), "1.5");
    EXPECT_EQ(call("elapsed", {value::timestamp(6'000'000'000)}),
              "ErrorArithmetic: the timestamp is later than now");
    EXPECT_EQ(call("unix_seconds", {value::timestamp(2'500'000'000)}), "2.5");
    EXPECT_EQ(call("timestamp", {n(1)}), "1970-01-01T00:00:01.000Z");
    EXPECT_EQ(call("seconds", {n(90)}), "90s");
    EXPECT_EQ(call("minutes", {f(1.5)}), "90s");
    EXPECT_EQ(call("days", {n(2)}), "2d");
    EXPECT_EQ(call("days", {n(1'000'000'000)}).substr(0, 15), "ErrorArithmetic");
    EXPECT_EQ(call("milliseconds", {value::duration(1'500'000'000)}), "1500.0");
    EXPECT_EQ(call("abs", {value::duration(-1)}), "1ns");
    EXPECT_EQ(call("max", {value::duration(1), value::duration(2)}), "2ns");
    EXPECT_EQ(call("to_duration", {f(0.25)}), "250ms");
}

TEST_F(library_test, functions) {
    const value g = make_fn(&heap, nullptr, 3, 2, s("g"));
    EXPECT_EQ(call("name", {g}), "\"g\"");
    EXPECT_EQ(call("is_anonymous", {g}), "false");
    EXPECT_EQ(call("accepts", {g, n(2)}), "true");
    EXPECT_EQ(call("accepts", {g, n(1)}), "false");
    EXPECT_EQ(call("accepts", {g, n(-1)}), "false");
    const value one = n(1);
    const value h = curry(&heap, g, &one, 1);
    EXPECT_EQ(call("accepts", {h, n(1)}), "true");
    EXPECT_EQ(call("callback_arity", {g, n(1), n(2)}), "2");
    EXPECT_EQ(call("callback_arity", {h, n(1), n(2)}), "1");
    EXPECT_EQ(call("callback_arity", {make_fn(&heap, nullptr, 3, 0, s("z")), n(1), n(2)}), "0");
    EXPECT_EQ(call("callback_arity", {make_fn(&heap, nullptr, 3, 7, s("z")), n(1), n(2)}), "1");
    EXPECT_EQ(call("accepts", {make_named_fn(&heap, nullptr, s("later")), n(1)}), "false");
}

}  // namespace
}  // namespace bounce::script
