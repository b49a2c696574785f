#include "support.hpp"

#include <gtest/gtest.h>

namespace bounce::script {
namespace {

TEST(functions, are_chosen_by_their_number_of_arguments) {
    EXPECT_EQ(run("fn f() { 0 } fn f(a) { a } fn f(a, b) { a + b } [f(), f(1), f(1, 2)]"),
              "[0, 1, 3]");
    EXPECT_EQ(run("fn fib(n) { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } } fib(15)"), "610");
}

TEST(functions, a_call_means_a_function_then_a_variable_then_the_library) {
    EXPECT_EQ(run("fn f(x) { 1 } let f = |x| 2; f(0)"), "1");
    EXPECT_EQ(run("fn f(x, y) { 1 } let f = |x| 2; f(0)"), "2");
    EXPECT_EQ(run("let len = |x| 7; len([])"), "7");
    EXPECT_EQ(run("fn len(x) { 8 } len([])"), "8");
    EXPECT_EQ(run("len([1, 2])"), "2");
}

TEST(functions, are_values) {
    EXPECT_EQ(run("fn dbl(x) { x * 2 } let f = dbl; f(4) + call(f, 1)"), "10");
    EXPECT_EQ(run("fn f(x) { x } fn f(x, y) { x + y } let g = f; [g.call(1), g.call(1, 2)]"),
              "[1, 3]");
    EXPECT_EQ(run("fn dbl(x) { x * 2 } let dbl = 7; dbl"), "7");
    EXPECT_EQ(run("let f = Fn(\"abc\"); f.call(0)").substr(0, 29), "failed: ErrorFunctionNotFound");
}

TEST(functions, default_arguments_are_evaluated_in_order_for_each_call) {
    const std::string f = "fn f(a, b = a * 2, c = a + b) { [a, b, c] } ";
    EXPECT_EQ(run(f + "[f(1), f(1, 5), f(1, 5, 7)]"), "[[1, 2, 3], [1, 5, 6], [1, 5, 7]]");
    EXPECT_EQ(run("fn f(a, list = []) { list.push(a); list } f(1); f(2)"), "[2]");
    EXPECT_EQ(
        run("fn add(a, b = 1) { this.n += a + b; } let m = #{n: 0}; m.add(1); m.add(1, 5); m.n"),
        "8");
}

TEST(functions, constants_of_the_top_level_are_seen_in_them) {
    EXPECT_EQ(run("const LIMIT = 10; fn f() { LIMIT + 1 } f()"), "11");
    EXPECT_EQ(run("const A = [1, 2]; fn f() { global::A.len() } f()"), "2");
    EXPECT_EQ(run("fn f() { X } const X = 1; f()"), "1");
    EXPECT_EQ(run("fn f() { X } f(); const X = 1;").substr(0, 29), "failed: ErrorVariableNotFound");
    EXPECT_EQ(run("const X = 5; fn f() { let g = || X + 1; g() } f()"), "6");
    EXPECT_EQ(run("const A = 1; let B = 2; A + global::A + B"), "4");
    EXPECT_EQ(run("const F = |x| x + 1; fn f() { F(4) } f()"), "5");
}

TEST(functions, what_exists_is_known_when_compiling) {
    const std::string f = "fn foo(x) { x } ";
    EXPECT_EQ(run(f + "[is_def_fn(\"foo\", 1), is_def_fn(\"foo\", 0), is_def_fn(\"bar\", 1)]"),
              "[true, false, false]");
    EXPECT_EQ(run("let x = 1; { let y = 2; } [is_def_var(\"x\"), is_def_var(\"y\")]"),
              "[true, false]");
}

TEST(functions, a_last_use_is_a_move) {
    EXPECT_EQ(code_of("fn f(x) { g(x); g(x) } fn g(x) { x }", "f"),
              "move r3 r1\ncall r2 1 function 3 (g)\ntake r3 r1\ncall r2 1 function 3 (g)\n"
              "return_value r2\n");
}

TEST(functions, too_many_variables_are_refused_kindly) {
    std::string body;
    for (int i = 0; i < 300; ++i) body += "let v" + std::to_string(i) + " = 0; ";
    EXPECT_EQ(errors("fn f() { " + body + " }"),
              "1:1: function `f` is too large (it needs more than 250 variables and intermediate "
              "results at once: move a part of it into a function)\n");
    EXPECT_EQ(errors(body),
              "1:1: the top level of this file is too large (it needs more than 250 variables "
              "and intermediate results at once: move a part of it into a function)\n");
}

TEST(functions, jumps_that_are_too_long_are_refused_kindly) {
    std::string body;
    for (int i = 0; i < 20'000; ++i) body += "x += 300; ";
    EXPECT_EQ(
        errors("fn f(x) { if x > 0 { " + body + " } }"),
        "1:1: function `f` is too large (a jump in it is longer than 32767 instructions: move a "
        "part of it into a function)\n");
    EXPECT_EQ(errors("fn f(x) { " + body + " }"), "");
}

}  // namespace
}  // namespace bounce::script
