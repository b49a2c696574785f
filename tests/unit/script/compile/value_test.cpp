#include "support.hpp"

#include <gtest/gtest.h>

namespace bounce::script {
namespace {

TEST(values, literals_are_what_they_say) {
    EXPECT_EQ(run("-1"), "-1");
    EXPECT_EQ(run("-9223372036854775808"), "-9223372036854775808");
    EXPECT_EQ(run("40000"), "40000");
    EXPECT_EQ(run("-2.5"), "-2.5");
    EXPECT_EQ(run("'x'"), "'x'");
    EXPECT_EQ(run("250ms"), "250ms");
    EXPECT_EQ(run("[1, [2, ()], \"a\"]"), "[1, [2, ()], \"a\"]");
    EXPECT_EQ(run("1..=3"), "1..=3");
}

TEST(values, a_map_literal_keeps_its_order_of_evaluation_and_not_that_of_its_keys) {
    EXPECT_EQ(run("let n = 0; let f = || { n += 1; n }; #{b: f(), a: f(), c: f()}"),
              "#{\"a\": 2, \"b\": 1, \"c\": 3}");
    EXPECT_EQ(run("let x = 1; let y = 2; #{y, x}"), "#{\"x\": 1, \"y\": 2}");
}

TEST(values, literals_of_any_length_need_few_registers) {
    std::string array = "[";
    std::string map = "#{";
    std::string text = "`";
    for (int i = 0; i < 1000; ++i) {
        array += std::to_string(i) + ",";
        map += "k" + std::to_string(i) + ": " + std::to_string(i) + ",";
        text += "${" + std::to_string(i) + "} ";
    }
    EXPECT_EQ(run("let a = " + array + "]; [a.len, a[0], a[47], a[48], a[999]]"),
              "[1000, 0, 47, 48, 999]");
    EXPECT_EQ(run("let m = " + map + "}; [m.len(), m.k0, m.k48, m.k999]"), "[1000, 0, 48, 999]");
    EXPECT_EQ(run("let t = " + text + "`; [t.len, t.sub_string(0, 4)]"), "[3890, \"0 1 \"]");
}

TEST(values, interpolation_takes_any_expression) {
    EXPECT_EQ(run("let n = 2; `a${n}b${ let q = n; q * 3 }c${[n]}`"), "\"a2b6c[2]\"");
}

TEST(operators, sides_are_evaluated_from_left_to_right) {
    EXPECT_EQ(run("let x = 1; x + { x = 10; x }"), "11");
    EXPECT_EQ(run("let x = 1; x = (x + 1) * x; x"), "2");
    EXPECT_EQ(run("let a = [1, 2]; a[{ a = [5, 6]; 1 }]"), "2");
}

TEST(operators, a_variable_is_written_only_when_its_new_value_is_complete) {
    EXPECT_EQ(run("let x = true; x = false || x; x"), "true");
    EXPECT_EQ(run("let x = 5; x = if x > 1 { x * 2 } else { 0 }; x"), "10");
    EXPECT_EQ(run("let x = #{a: #{b: [7]}, i: 0}; x = x.a.b[x.i]; x"), "7");
    EXPECT_EQ(run("let x = [3]; x = [x, x]; x"), "[[3], [3]]");
    EXPECT_EQ(run("let x = 1; try { x = { throw 2; }; } catch { } x"), "1");
}

TEST(operators, small_numbers_behave_as_others) {
    EXPECT_EQ(run("let x = 1; x += 1; x -= 3; x - 1"), "-2");
    EXPECT_EQ(run("let s = \"ab\"; s + 1"), "\"ab1\"");
    EXPECT_EQ(run("1.5 - 1"), "0.5");
    EXPECT_EQ(run("9223372036854775807 + 1").substr(0, 24), "failed: ErrorArithmetic:");
    EXPECT_EQ(run("-9223372036854775808 - 1").substr(0, 24), "failed: ErrorArithmetic:");
}

TEST(operators, assigning_operators_change_in_place_and_push) {
    EXPECT_EQ(run("let a = [1]; let b = a; a += 2; a += [3, 4]; [a, b]"), "[[1, 2, 3, 4], [1]]");
    EXPECT_EQ(run("let a = [1]; a += a; a"), "[1, 1]");
    EXPECT_EQ(run("let s = \"a\"; for i in 0..3 { s += i; } s"), "\"a012\"");
    EXPECT_EQ(run("let a = [1]; a + 2").substr(0, 29), "failed: ErrorFunctionNotFound");
}

TEST(operators, logic_wants_bools_and_stops_early) {
    EXPECT_EQ(run("false && { throw 1; }"), "false");
    EXPECT_EQ(run("true || { throw 1; }"), "true");
    EXPECT_EQ(run("let n = 0; let t = true && { n += 1; true }; [n, t]"), "[1, true]");
    EXPECT_EQ(run("1 && true").substr(0, 7), "failed:");
    EXPECT_EQ(run("true && 1").substr(0, 7), "failed:");
    EXPECT_EQ(run("if 1 { 2 }").substr(0, 7), "failed:");
    EXPECT_EQ(run("if !(false || !true) && (1 > 2 || 2 > 1) { \"yes\" } else { \"no\" }"),
              "\"yes\"");
}

TEST(operators, absence_is_handled) {
    EXPECT_EQ(run("let x = (); x ?? 1"), "1");
    EXPECT_EQ(run("let x = false; x ?? 1"), "false");
    EXPECT_EQ(run("let m = (); m?.a.b.c"), "()");
    EXPECT_EQ(run("let m = #{a: ()}; m.a?.b[0].c() ?? 5"), "5");
    EXPECT_EQ(run("let m = #{a: [1]}; m?.a?[0]"), "1");
    EXPECT_EQ(run("let m = (); m?.push(1); m"), "()");
    EXPECT_EQ(run("let m = #{a: [1]}; m.a?.push(2); m.a"), "[1, 2]");
    EXPECT_EQ(run("let m = (); (m?.a).b").substr(0, 7), "failed:");
}

TEST(operators, membership) {
    EXPECT_EQ(run("[2 in [1, 2], 2 !in [1, 2], \"a\" in #{a: 1}, 3 in 0..3]"),
              "[true, false, true, false]");
}

}  // namespace
}  // namespace bounce::script
