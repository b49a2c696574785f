#include "machine_test.hpp"

namespace bounce::script::test {
namespace {

TEST(calls, recursion_gives_what_it_should) {
    EXPECT_EQ(outcome_of("fn fib(n) { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } } fib(20)"),
              "6765");
}

TEST(calls, the_stack_of_a_fiber_grows_while_frames_are_on_it) {
    EXPECT_EQ(outcome_of("fn down(n) { if n == 0 { [1, 2] } else { let kept = [n]; "
                         "let r = down(n - 1); r.push(kept[0]); r } } down(3000).len()"),
              "3002");
}

TEST(calls, a_function_value_carries_what_it_has_curried) {
    EXPECT_EQ(outcome_of("fn add(a, b, c) { a * 100 + b * 10 + c } "
                         "let f = Fn(\"add\").curry(1).curry(2); f.call(3)"),
              "123");
}

TEST(calls, a_name_is_looked_up_when_it_is_called_and_where_it_was_written) {
    EXPECT_EQ(outcome_of("let f = Fn(\"twice\"); fn twice(x) { x * 2 } [1, 2].map(f)"), "[2, 4]");
    EXPECT_EQ(
        outcome_of("[1, 2].map(\"twice\").reduce(|a, b| a + b, 0) + 0; fn twice(x) { x * 2 }"),
        "6");
    EXPECT_EQ(outcome_of("Fn(\"nowhere\").call(1)"),
              "ErrorFunctionNotFound: no function `nowhere` takes (i64)");
}

TEST(calls, a_wrong_number_of_arguments_names_the_function_and_their_types) {
    EXPECT_EQ(outcome_of("let f = |a, b| a; let g = f; g.call(1)").substr(0, 21),
              "ErrorFunctionNotFound");
}

TEST(calls, closures_share_what_they_capture) {
    EXPECT_EQ(outcome_of("let n = 1; let up = || n += 1; up.call(); up.call(); n"), "3");
}

TEST(calls, a_method_of_a_type_comes_before_one_for_all) {
    EXPECT_EQ(
        outcome_of("fn int.what() { \"int\" } fn what() { \"any\" } [1.what(), \"x\".what()]"),
        "[\"int\", \"any\"]");
}

TEST(calls, a_function_in_a_map_is_called_with_the_map_as_this) {
    EXPECT_EQ(outcome_of("let o = #{n: 1, up: |d| this.n += d}; o.up(5); o.up(6); o.n"), "12");
    EXPECT_EQ(outcome_of("let o = #{n: 1, up: Fn(\"raise\")}; fn raise(d) { this.n += d; } "
                         "o.up(5); o.n"),
              "6");
}

TEST(calls, call_binds_this) {
    EXPECT_EQ(outcome_of("let x = 20; let f = |d| this += d; x.call(f, 22); x"), "42");
    EXPECT_EQ(outcome_of("let f = || this; f.call()"),
              "ErrorUnboundThis: `this` is not bound to anything here");
}

TEST(calls, natives_and_functions_of_the_prelude_change_a_variable_in_call_style_too) {
    EXPECT_EQ(outcome_of("let a = [1]; push(a, 2); a"), "[1, 2]");
    EXPECT_EQ(outcome_of("let a = [3, 1, 2]; sort(a); a"), "[1, 2, 3]");
}

TEST(calls, a_function_called_from_outside_has_the_globals) {
    script_run run{"const base = 40; throw \"the top level must not run\"; fn add(x) { base + x }"};
    ASSERT_TRUE(run->start("add", {value::integer(2)}));
    const run_result r = run->run(run.now, 1000);
    ASSERT_EQ(r.state, run_state::finished) << to_text(*r.error);
    EXPECT_EQ(to_debug_text(r.result), "42");
}

TEST(calls, an_unknown_function_from_outside_is_refused_with_those_there_are) {
    script_run run{"fn one(x) { x } fn two() { 2 }"};
    const auto none = run->start("three", {});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().message(), "test.bounce has no function three; it has: one, two");
    const auto wrong = run->start("one", {});
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().message(),
              "test.bounce has no function one of 0 parameters, but one of 1");
}

}  // namespace
}  // namespace bounce::script::test
