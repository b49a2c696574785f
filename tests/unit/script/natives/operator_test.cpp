#include "native_test.hpp"

#include <limits>

namespace bounce::script {
namespace {

using enum binary_operator;
using operator_test = native_test;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

TEST_F(operator_test, ints) {
    const auto of = [&](binary_operator op, std::int64_t a, std::int64_t b) {
        return apply(op, number(a), number(b));
    };
    EXPECT_EQ(of(add, 10, 4), "14");
    EXPECT_EQ(of(subtract, 10, 4), "6");
    EXPECT_EQ(of(multiply, 10, 4), "40");
    EXPECT_EQ(of(divide, 10, 4), "2");
    EXPECT_EQ(of(divide, -10, 4), "-2");
    EXPECT_EQ(of(remainder, -10, 4), "-2");
    EXPECT_EQ(of(power, 10, 4), "10000");
    EXPECT_EQ(of(power, -2, 63), "-9223372036854775808");
    EXPECT_EQ(of(power, 0, 0), "1");
    EXPECT_EQ(of(power, 1, most), "1");
    EXPECT_EQ(of(bit_and, 10, 3), "2");
    EXPECT_EQ(of(bit_or, 10, 3), "11");
    EXPECT_EQ(of(bit_xor, 10, 3), "9");
}

TEST_F(operator_test, ints_that_overflow_are_errors) {
    const auto of = [&](binary_operator op, std::int64_t a, std::int64_t b) {
        return apply(op, number(a), number(b));
    };
    EXPECT_EQ(of(add, most, 1), "ErrorArithmetic: overflow: 9223372036854775807 + 1");
    EXPECT_EQ(of(subtract, least, 1), "ErrorArithmetic: overflow: -9223372036854775808 - 1");
    EXPECT_TRUE(of(multiply, most, most).starts_with("ErrorArithmetic: overflow"));
    EXPECT_EQ(of(divide, 7, 0), "ErrorArithmetic: division by zero: 7 / 0");
    EXPECT_EQ(of(remainder, 7, 0), "ErrorArithmetic: division by zero: 7 % 0");
    EXPECT_TRUE(of(divide, least, -1).starts_with("ErrorArithmetic: overflow"));
    EXPECT_TRUE(of(remainder, least, -1).starts_with("ErrorArithmetic: overflow"));
    EXPECT_TRUE(of(power, 10, 19).starts_with("ErrorArithmetic: overflow"));
    EXPECT_TRUE(of(power, 2, 63).starts_with("ErrorArithmetic: overflow"));
    EXPECT_EQ(of(power, 2, -1), "ErrorArithmetic: an integer to a negative power: 2 ** -1");
    EXPECT_EQ(shown(unary(context, unary_operator::negate, number(least))),
              "ErrorArithmetic: overflow: -(-9223372036854775808)");
}

TEST_F(operator_test, shifts_reverse_for_negative_counts_and_lose_what_falls_out) {
    const auto of = [&](binary_operator op, std::int64_t a, std::int64_t b) {
        return apply(op, number(a), number(b));
    };
    EXPECT_EQ(of(shift_left, 10, 4), "160");
    EXPECT_EQ(of(shift_left, 10, -1), "5");
    EXPECT_EQ(of(shift_right, 10, -2), "40");
    EXPECT_EQ(of(shift_left, 1, 64), "0");
    EXPECT_EQ(of(shift_right, -1, 64), "-1");
    EXPECT_EQ(of(shift_right, -8, 1), "-4");
    EXPECT_EQ(of(shift_left, 1, least), "0");
    EXPECT_EQ(of(shift_left, 3, 63), "-9223372036854775808");
}

TEST_F(operator_test, floats_and_mixed_numbers) {
    EXPECT_EQ(apply(add, number(10.0), number(std::int64_t{4})), "14.0");
    EXPECT_EQ(apply(divide, number(std::int64_t{10}), number(4.0)), "2.5");
    EXPECT_EQ(apply(remainder, number(10.5), number(4.0)), "2.5");
    EXPECT_EQ(apply(power, number(std::int64_t{10}), number(-1.0)), "0.1");
    EXPECT_EQ(apply(divide, number(1.0), number(0.0)), "inf");
    EXPECT_EQ(apply(equal, number(std::int64_t{42}), number(42.0)), "true");
    EXPECT_EQ(apply(less, number(std::int64_t{1}), number(1.5)), "true");
    EXPECT_EQ(apply(bit_and, number(1.0), number(1.0)),
              "ErrorFunctionNotFound: no operator `&` takes (f64, f64)");
}

TEST_F(operator_test, bools) {
    EXPECT_EQ(apply(bit_and, truth(true), truth(false)), "false");
    EXPECT_EQ(apply(bit_or, truth(true), truth(false)), "true");
    EXPECT_EQ(apply(bit_xor, truth(true), truth(true)), "false");
    EXPECT_EQ(apply(less, truth(false), truth(true)), "true");
    EXPECT_EQ(apply(bit_or, truth(true), value{}),
              "ErrorFunctionNotFound: no operator `|` takes (bool, ())");
    EXPECT_EQ(shown(unary(context, unary_operator::logical_not, truth(true))), "false");
    EXPECT_EQ(shown(unary(context, unary_operator::logical_not, number(std::int64_t{1}))),
              "ErrorFunctionNotFound: no operator `!` takes (i64)");
}

TEST_F(operator_test, text) {
    EXPECT_EQ(apply(add, text("foo"), text("bar")), "\"foobar\"");
    EXPECT_EQ(apply(add, text("foo"), number(std::int64_t{123})), "\"foo123\"");
    EXPECT_EQ(apply(add, number(1.0), text("x")), "\"1.0x\"");
    EXPECT_EQ(apply(add, text("x"), value{}), "\"x\"");
    EXPECT_EQ(apply(add, letter(U'a'), letter(U'b')), "\"ab\"");
    EXPECT_EQ(apply(add, text("a list: "), ints({1, 2})), "\"a list: [1, 2]\"");
    EXPECT_EQ(apply(subtract, text("banana"), text("an")), "\"ba\"");
    EXPECT_EQ(apply(subtract, text("banana"), letter(U'a')), "\"bnn\"");
    EXPECT_EQ(apply(less, text("a"), letter(U'b')), "true");
    EXPECT_EQ(apply(equal, text("x"), letter(U'x')), "true");
    EXPECT_EQ(apply(multiply, text("x"), number(std::int64_t{2})),
              "ErrorFunctionNotFound: no operator `*` takes (string, i64)");
}

TEST_F(operator_test, different_types_are_unequal_and_without_order) {
    EXPECT_EQ(apply(equal, text("42"), number(std::int64_t{42})), "false");
    EXPECT_EQ(apply(not_equal, text("42"), number(std::int64_t{42})), "true");
    for (const binary_operator op : {less, less_equal, greater, greater_equal}) {
        EXPECT_EQ(apply(op, truth(true), number(std::int64_t{42})), "false");
        EXPECT_EQ(apply(op, value{}, value{}), "false");
    }
    EXPECT_EQ(apply(less, ints({1}), ints({2})),
              "ErrorFunctionNotFound: no operator `<` takes (array, array)");
}

TEST_F(operator_test, containers) {
    EXPECT_EQ(apply(add, ints({1}), ints({2, 3})), "[1, 2, 3]");
    EXPECT_EQ(apply(add, map({{"a", truth(true)}}), map({{"b", truth(false)}})),
              "#{\"a\": true, \"b\": false}");
    EXPECT_EQ(apply(add, bytes({1}), bytes({2})), "[0102]");
    EXPECT_EQ(apply(add, ints({1}), number(std::int64_t{2})),
              "ErrorFunctionNotFound: no operator `+` takes (array, i64)");
}

TEST_F(operator_test, in) {
    const auto is_in = [&](const value& a, const value& b) { return apply(contains, a, b); };
    EXPECT_EQ(is_in(number(std::int64_t{2}), ints({1, 2})), "true");
    EXPECT_EQ(is_in(text("x"), ints({1, 2})), "false");
    EXPECT_EQ(is_in(text("b"), map({{"b", {}}})), "true");
    EXPECT_EQ(is_in(text("world"), text("hello, world!")), "true");
    EXPECT_EQ(is_in(letter(U'z'), text("hello")), "false");
    EXPECT_EQ(is_in(number(std::int64_t{3}), range(1, 3)), "false");
    EXPECT_EQ(is_in(number(std::int64_t{3}), range(1, 3, true)), "true");
    EXPECT_EQ(is_in(number(std::int64_t{7}), bytes({7})), "true");
    EXPECT_EQ(is_in(number(std::int64_t{1}), map({})),
              "ErrorFunctionNotFound: no operator `in` takes (i64, map)");
}

TEST_F(operator_test, times) {
    const auto s = [](std::int64_t n) { return value::duration(n * 1'000'000'000); };
    const value when = value::timestamp(1'000'000'000);
    EXPECT_EQ(apply(add, s(90), s(30)), "2m");
    EXPECT_EQ(apply(subtract, s(90), s(30)), "1m");
    EXPECT_EQ(apply(multiply, s(90), number(std::int64_t{2})), "3m");
    EXPECT_EQ(apply(multiply, number(0.5), s(90)), "45s");
    EXPECT_EQ(apply(divide, s(90), number(std::int64_t{3})), "30s");
    EXPECT_EQ(apply(divide, s(90), s(30)), "3.0");
    EXPECT_EQ(apply(remainder, s(100), s(30)), "10s");
    EXPECT_EQ(apply(remainder, s(100), s(0)), "ErrorArithmetic: division by zero: 100s % 0s");
    EXPECT_EQ(apply(divide, s(1), number(std::int64_t{0})),
              "ErrorArithmetic: division by zero: 1s / 0");
    EXPECT_EQ(apply(less, s(1), s(2)), "true");
    EXPECT_EQ(apply(add, when, s(1)), "1970-01-01T00:00:02.000Z");
    EXPECT_EQ(apply(add, s(1), when), "1970-01-01T00:00:02.000Z");
    EXPECT_EQ(apply(subtract, when, number(0.5)), "1970-01-01T00:00:00.500Z");
    EXPECT_EQ(apply(subtract, when, value::timestamp(500'000'000)), "0.5");
    EXPECT_EQ(apply(add, when, when),
              "ErrorFunctionNotFound: no operator `+` takes (timestamp, timestamp)");
    EXPECT_TRUE(apply(add, s(9'000'000'000), s(9'000'000'000)).starts_with("ErrorArithmetic"));
    EXPECT_TRUE(apply(multiply, s(1), number(1e300)).starts_with("ErrorArithmetic"));
    EXPECT_TRUE(apply(add, when, number(1e300)).starts_with("ErrorArithmetic"));
    EXPECT_EQ(shown(unary(context, unary_operator::negate, s(1))), "-1s");
}

TEST_F(operator_test, assignment_changes_in_place_what_nobody_else_sees) {
    value a = ints({1});
    const object* const before = a.as_object();
    ASSERT_TRUE(binary_assign(context, add, a, number(std::int64_t{2})));
    ASSERT_TRUE(binary_assign(context, add, a, ints({3})));
    EXPECT_EQ(a.as_object(), before);
    EXPECT_EQ(to_debug_text(a), "[1, 2, 3]");
    const value shared = a;
    ASSERT_TRUE(binary_assign(context, add, a, text("x")));
    EXPECT_EQ(to_debug_text(shared), "[1, 2, 3]");
    EXPECT_EQ(to_debug_text(a), "[1, 2, 3, \"x\"]");

    value s = text("a string on the ");
    ASSERT_TRUE(binary_assign(context, add, s, text("heap")));
    ASSERT_TRUE(binary_assign(context, add, s, number(std::int64_t{1})));
    EXPECT_EQ(s.text(), "a string on the heap1");

    value m = map({{"a", truth(true)}});
    ASSERT_TRUE(binary_assign(context, add, m, map({{"a", truth(false)}, {"b", {}}})));
    EXPECT_EQ(to_debug_text(m), "#{\"a\": false, \"b\": ()}");

    value b = bytes({1});
    ASSERT_TRUE(binary_assign(context, add, b, number(std::int64_t{258})));
    ASSERT_TRUE(binary_assign(context, add, b, letter(U'A')));
    EXPECT_EQ(to_debug_text(b), "[010241]");

    value i = number(std::int64_t{10});
    ASSERT_TRUE(binary_assign(context, shift_left, i, number(std::int64_t{-1})));
    EXPECT_EQ(i.as_int(), 5);
    EXPECT_FALSE(binary_assign(context, subtract, a, i));
}

TEST_F(operator_test, a_container_may_be_added_to_itself) {
    value a = ints({1, 2});
    ASSERT_TRUE(binary_assign(context, add, a, a));
    EXPECT_EQ(to_debug_text(a), "[1, 2, 1, 2]");
    value m = map({{"a", truth(true)}});
    ASSERT_TRUE(binary_assign(context, add, m, m));
    EXPECT_EQ(to_debug_text(m), "#{\"a\": true}");
    value s = text("0123456789abcdef");
    ASSERT_TRUE(binary_assign(context, add, s, s));
    EXPECT_EQ(s.text(), "0123456789abcdef0123456789abcdef");
}

}  // namespace
}  // namespace bounce::script
