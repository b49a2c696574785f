#include "support.hpp"

#include <gtest/gtest.h>

namespace bounce::script {
namespace {

TEST(closures, what_changes_is_shared) {
    EXPECT_EQ(run("let n = 1; let f = |d| { n += d; n }; f(2); n += 10; [f(0), n]"), "[13, 13]");
    EXPECT_EQ(run("let a = []; let f = |x| a.push(x); f(1); f(2); a"), "[1, 2]");
    EXPECT_EQ(run("let m = #{}; let f = || { m.x = 1; }; f(); m"), "#{\"x\": 1}");
    EXPECT_EQ(run("fn counter() { let n = 0; || { n += 1; n } } let c = counter(); let d = "
                  "counter(); [c(), c(), d()]"),
              "[1, 2, 1]");
    EXPECT_EQ(run("fn f(p) { let g = || { p += 1; }; g(); g(); p } f(1)"), "3");
}

TEST(closures, what_does_not_change_is_copied) {
    EXPECT_EQ(code_of("fn f(k) { |v| v + k }", "f"),
              "take r3 r1\nnew_closure r2 r3.. 1 function 3\nreturn_value r2\n");
    EXPECT_EQ(code_of("fn f(a) { let g = || a.len(); g }", "f"),
              "take r3 r1\nnew_closure r2 r3.. 1 function 3\nreturn_value r2\n");
}

TEST(closures, what_changes_lives_in_a_cell_from_its_declaration_on) {
    EXPECT_EQ(code_of("fn f() { let n = 1; || { n += 1; } }", "f"),
              "load_int r1 1\nnew_cell r1 r1\ntake r3 r1\nnew_closure r2 r3.. 1 function "
              "3\nreturn_value r2\n");
    // A method of an unknown name may change its receiver: a map may hold a function of that name.
    EXPECT_NE(code_of("fn f(n) { let g = || n.anything(); g }", "f").find("new_cell"),
              std::string::npos);
    // So may a method of the module that calls one that does.
    const std::string methods =
        "fn outer() { this.inner() } fn inner() { this += 1; } fn safe() { this } ";
    EXPECT_NE(code_of(methods + "fn f(n) { let g = || n.outer(); g }", "f").find("new_cell"),
              std::string::npos);
    EXPECT_EQ(code_of(methods + "fn f(n) { let g = || n.safe(); g }", "f").find("new_cell"),
              std::string::npos);
}

TEST(closures, loop_variables_are_fresh_in_each_turn) {
    EXPECT_EQ(run("let all = []; for i in 0..3 { all.push(|| i); } all.map(|f| f())"), "[0, 1, 2]");
    EXPECT_EQ(run("let all = []; for (x, i) in [5, 6] { all.push(|| { x += 1; x + i }); } "
                  "all.map(|f| f() + f())"),
              "[13, 17]");
    EXPECT_EQ(run("let all = []; let n = 0; while n < 2 { let k = n; all.push(|| { k += 10; k }); "
                  "n += 1; } all.map(|f| f())"),
              "[10, 11]");
}

TEST(closures, nest_and_pass_captures_on) {
    EXPECT_EQ(run("let x = 1; let f = || { let g = || { x += 1; x }; g() + g() }; [f(), x]"),
              "[5, 3]");
    EXPECT_EQ(run("let add = |a| |b| |c| a + b + c; add.call(1).call(2).call(3)"), "6");
}

TEST(closures, a_caught_error_may_be_captured) {
    EXPECT_EQ(run("let f = try { throw 1; } catch (e) { || { e += 1; e } }; [f(), f()]"), "[2, 3]");
}

TEST(closures, is_shared_is_known_when_compiling) {
    EXPECT_EQ(
        run("let a = 1; let b = 2; let f = || a; [a.is_shared(), b.is_shared(), is_shared(a)]"),
        "[true, false, true]");
    EXPECT_EQ(code_of("fn f() { let a = 1; let g = || a; a.is_shared() }", "f").find("new_cell"),
              std::string::npos);
}

TEST(closures, a_receiver_is_borrowed_while_its_method_runs) {
    EXPECT_EQ(run("let a = 20; let foo = |x| { this += a + x }; a.call(foo, 1); a").substr(0, 21),
              "failed: ErrorDataRace");
}

TEST(closures, this_is_their_own) {
    EXPECT_EQ(run("fn f() { let g = || this; let n = 5; n.call(g) } 1.f()"), "5");
    EXPECT_EQ(run("let x = [1, 2]; x.for_each(|| this += 41); x"), "[42, 43]");
}

}  // namespace
}  // namespace bounce::script
