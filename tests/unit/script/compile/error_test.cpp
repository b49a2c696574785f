#include "support.hpp"

#include <gtest/gtest.h>

namespace bounce::script {
namespace {

TEST(names, unknown_ones_are_refused_with_a_suggestion) {
    EXPECT_EQ(errors("let total = 1; totl + 1"),
              "1:16: unknown name `totl` (did you mean `total`?)\n");
    EXPECT_EQ(errors("fn fetch_one(x) { x } fetch_onne(1)"),
              "1:23: unknown function `fetch_onne` (did you mean `fetch_one`?)\n");
    EXPECT_EQ(errors("let x = 1; prnt(x);"),
              "1:12: unknown function `prnt` (did you mean `print`?)\n");
    EXPECT_EQ(errors("zzzzzzzz"), "1:1: unknown name `zzzzzzzz`\n");
    EXPECT_EQ(errors("x = 1;"), "1:1: unknown name `x`\n");
}

TEST(names, all_errors_of_a_file_are_said_in_text_order) {
    EXPECT_EQ(errors("fn f() { aaaa }\nbbbb; const C = 1;\nC = 2;"),
              "1:10: unknown name `aaaa`\n2:1: unknown name `bbbb`\n"
              "3:1: cannot assign to constant `C` (declare it with `let` if it must change)\n");
}

TEST(names, functions_do_not_see_variables_of_the_top_level) {
    EXPECT_EQ(
        errors("let x = 1; fn f() { x }"),
        "1:21: a function does not see the variable `x` (pass it as an argument, or make it a "
        "`const`)\n");
}

TEST(names, a_hidden_variable_is_not_called_either) {
    EXPECT_EQ(
        errors("let helper = |x| x; fn f() { helper(1) }"),
        "1:30: a function does not see the variable `helper` (pass it as an argument, or make it "
        "a `const`)\n");
}

TEST(names, they_end_with_their_block) {
    EXPECT_EQ(errors("{ let inside = 1; } inside"), "1:21: unknown name `inside`\n");
    EXPECT_EQ(errors("let y = y;"), "1:9: unknown name `y`\n");
    EXPECT_EQ(errors("try { } catch (problem) { } problem"), "1:29: unknown name `problem`\n");
    EXPECT_EQ(errors("for item in [] { } item"), "1:20: unknown name `item`\n");
}

TEST(constants, are_not_assigned_to) {
    const std::string help = " (declare it with `let` if it must change)\n";
    EXPECT_EQ(errors("const x = 1; x = 2;"), "1:14: cannot assign to constant `x`" + help);
    EXPECT_EQ(errors("const x = [1]; x[0] += 2;"), "1:16: cannot assign to constant `x`" + help);
    EXPECT_EQ(errors("const X = #{}; fn f() { X.a = 1; }"),
              "1:25: cannot assign to constant `X`" + help);
    EXPECT_EQ(errors("fn f() { 1 } f = 2;"),
              "1:14: `f` is not a variable (only variables and their parts can be assigned to)\n");
}

TEST(constants, a_method_that_changes_one_is_an_error_at_run_time) {
    EXPECT_EQ(run("const x = [1]; x.push(2);").substr(0, 7), "failed:");
    EXPECT_EQ(run("const x = [1]; try { x.push(2); } catch { } x.len()"), "1");
}

TEST(calls, of_functions_need_a_number_of_arguments_that_exists) {
    EXPECT_EQ(errors("fn f(a) { a } fn f(a, b, c) { a } f(1, 2)"),
              "1:35: `f` does not take 2 arguments (it takes 1 or 3)\n");
    EXPECT_EQ(errors("fn f(a, b = 1) { a } f()"),
              "1:22: `f` does not take 0 arguments (it takes 1 or 2)\n");
    EXPECT_EQ(errors("fn int.twice() { this * 2 } twice(2)"),
              "1:29: unknown function `twice` (it is a method of a type: call it as "
              "`value.twice(...)`)\n");
}

TEST(functions, may_have_the_name_of_a_method) {
    EXPECT_EQ(errors("fn f(a) { a } fn int.f(a) { a }"), "");
}

}  // namespace
}  // namespace bounce::script
