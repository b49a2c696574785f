#include "support.hpp"

#include <gtest/gtest.h>

namespace bounce::script {
namespace {

TEST(control, everything_has_a_value) {
    EXPECT_EQ(run("let x = if false { 1 }; x"), "()");
    EXPECT_EQ(run("{ let a = 1; { let b = a + 1; b * 2 } }"), "4");
    EXPECT_EQ(run("let x = { }; x"), "()");
    EXPECT_EQ(run("let x = { let y = 1; }; x"), "()");
    EXPECT_EQ(run("[if true { 1 } else { 2 }, loop { break 3; }, while false { }]"), "[1, 3, ()]");
    EXPECT_EQ(run("let x = 1; x = 2;"), "()");
}

TEST(control, inner_names_hide_outer_ones_and_end_with_their_block) {
    EXPECT_EQ(run("let x = 1; { let x = x + 1; x += 10; } x"), "1");
    EXPECT_EQ(run("let x = 1; let x = x + 1; x"), "2");
    EXPECT_EQ(run("let x = 1; if true { let x = 5; } x"), "1");
}

TEST(control, loops_run_and_leave) {
    EXPECT_EQ(run("let x = 0; while x < 10 { x += 1; if x > 5 { break; } if x > 3 { continue; } x "
                  "+= 3; } x"),
              "6");
    EXPECT_EQ(run("let n = 0; do { n += 1; } while n < 3; n"), "3");
    EXPECT_EQ(run("let n = 0; do { n += 1; if n == 2 { continue; } } until n >= 3; n"), "3");
    EXPECT_EQ(run("let n = 0; do { n += 1; } while false; n"), "1");
    EXPECT_EQ(run("for i in 0..10 { if i == 7 { break i * 2; } }"), "14");
    EXPECT_EQ(run("for i in 0..3 { }"), "()");
    EXPECT_EQ(run("while true { break; }"), "()");
}

TEST(control, loops_nest) {
    EXPECT_EQ(run("let s = []; for i in 0..3 { for j in 0..3 { if j == i { break; } s.push(i * 10 "
                  "+ j); } } s"),
              "[10, 20, 21]");
    EXPECT_EQ(run("let s = 0; for x in [[1, 2], [3]] { for y in x { s += y; } } s"), "6");
    EXPECT_EQ(run("1 + loop { let x = 2 + loop { break 3; }; break x; }"), "6");
}

TEST(control, for_goes_over_anything_and_counts) {
    EXPECT_EQ(run("let s = []; for (c, i) in \"ab\".chars() { s.push([c, i]); } s"),
              "[['a', 0], ['b', 1]]");
    EXPECT_EQ(run("let s = 0; for x in 1..=3 { s += x; } s"), "6");
    EXPECT_EQ(run("for x in 5 { }").substr(0, 7), "failed:");
}

TEST(control, a_loop_may_change_what_it_goes_over) {
    EXPECT_EQ(run("let a = [1, 2]; for x in a { a.push(x * 10); } a"), "[1, 2, 10, 20]");
    EXPECT_EQ(run("let a = [1, 2]; for x in a { x += 1; a[0] = x; } a"), "[3, 2]");
}

TEST(control, switch_takes_the_first_case_that_matches) {
    const std::string f =
        "fn f(x, n) { switch x { 1 | 2 => \"few\", 3..=5 if n > 2 => \"some\", 3..6 => \"six\", "
        "\"a\" => \"text\", 'c' => \"char\", true => \"yes\", -1 => \"minus\", () => \"nothing\", "
        "_ => \"other\" } } ";
    EXPECT_EQ(run(f + "[f(1, 0), f(2, 0), f(3, 3), f(4, 0), f(6, 9)]"),
              "[\"few\", \"few\", \"some\", \"six\", \"other\"]");
    EXPECT_EQ(run(f + "[f(\"a\", 0), f('c', 0), f(true, 0), f(-1, 0), f((), 0), f([], 0)]"),
              "[\"text\", \"char\", \"yes\", \"minus\", \"nothing\", \"other\"]");
    EXPECT_EQ(run("switch 3 { 1 => 2 }"), "()");
    EXPECT_EQ(run("let r = []; for i in 0..4 { switch i { 1 => continue, 3 => break, _ => "
                  "r.push(i) } } r"),
              "[0, 2]");
}

TEST(control, a_guard_may_change_the_subject_without_harm) {
    EXPECT_EQ(run("let x = 1; switch x { 1 if { x = 2; false } => \"a\", 2 => \"b\", _ => \"c\" }"),
              "\"c\"");
}

TEST(control, what_is_thrown_is_caught) {
    EXPECT_EQ(run("try { throw 42; } catch (e) { e + 1 }"), "43");
    EXPECT_EQ(run("try { throw 42; } catch { 1 }"), "1");
    EXPECT_EQ(run("try { throw; } catch (e) { e }"), "()");
    EXPECT_EQ(run("try { 1 / 0 } catch (e) { e.error }"), "\"ErrorArithmetic\"");
    EXPECT_EQ(run("try { try { throw 1; } catch (e) { throw e + 1; } } catch (e) { e * 10 }"),
              "20");
    EXPECT_EQ(run("let r = []; for i in 0..3 { try { if i == 1 { continue; } throw i; } catch (e) "
                  "{ r.push(e); } } r"),
              "[0, 2]");
    EXPECT_EQ(run("fn f() { try { return 1; } catch { return 2; } } f()"), "1");
    EXPECT_EQ(run("let x = 5; try { throw x; } catch (e) { [x, e] }"), "[5, 5]");
    EXPECT_EQ(run("throw #{code: 7};"), "failed: ErrorRuntime: #{\"code\": 7}");
}

TEST(control, jumps_are_operands) {
    EXPECT_EQ(run("for n in 0..10 { let x = if n <= 5 { n }; x ?? break 42; }"), "42");
    EXPECT_EQ(run("fn f(x) { 1 + (x ?? return 9) } [f(1), f(())]"), "[2, 9]");
    EXPECT_EQ(run("fn f() { [1, return 2, 3] } f()"), "2");
    EXPECT_EQ(run("try { 1 + { throw 3; } } catch (e) { e }"), "3");
}

TEST(control, a_return_at_the_top_level_ends_the_script) { EXPECT_EQ(run("return 1; 2"), "1"); }

TEST(control, what_cannot_be_reached_is_left_out) {
    EXPECT_EQ(code_of("fn f() { return 1; let x = 2; g(x) } fn g(x) { x }", "f"),
              "load_int r1 1\nreturn_value r1\n");
    EXPECT_EQ(code_of("fn f() { loop { } 5 }", "f"), "loop -> 0\n");
}

}  // namespace
}  // namespace bounce::script
