#include "support.hpp"

#include <gtest/gtest.h>

namespace bounce::script {
namespace {

// What the machine runs: no more instructions than needed in the places that count.

TEST(code, arithmetic_and_calls_use_no_more_registers_than_they_must) {
    EXPECT_EQ(code_of("fn fib(n) { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } }", "fib"),
              "load_int r3 2\nless r2 r1 r3\njump_unless r2 -> 4\nreturn_value r1\n"
              "add_int r4 r1 -1\ncall r3 1 function 2 (fib)\nadd_int r5 r1 -2\n"
              "call r4 1 function 2 (fib)\nadd r2 r3 r4\nreturn_value r2\n");
}

TEST(code, a_loop_is_its_test_its_body_and_a_jump) {
    EXPECT_EQ(code_of("fn f(n) { let i = 0; while i < n { i += 1; } i }", "f"),
              "load_int r2 0\nless r3 r2 r1\njump_unless r3 -> 5\nadd_int r2 r2 1\nloop -> 1\n"
              "return_value r2\n");
    EXPECT_EQ(code_of("fn f(a) { let s = 0; for x in a { s += x; } s }", "f"),
              "load_int r2 0\ntake r3 r1\nnew_iterator r3 r3\nnext r3 r4 0 -> 7\nadd r2 r2 r4\n"
              "loop -> 3\nload_unit r3\nreturn_value r2\n");
}

TEST(code, a_text_is_put_together_in_one_place) {
    EXPECT_EQ(code_of("fn f(a, b) { \"<\" + a + \", \" + b }", "f"),
              "load_constant r3 \"<\"\nadd r3 r3 r1\nload_constant r4 \", \"\nadd r3 r3 r4\n"
              "add r3 r3 r2\nreturn_value r3\n");
    EXPECT_EQ(code_of("fn f(s) { s = s + \"x\"; s += \"y\"; s }", "f"),
              "load_constant r2 \"x\"\nadd r1 r1 r2\nload_constant r2 \"y\"\nadd r1 r1 r2\n"
              "return_value r1\n");
}

TEST(code, places_are_not_copied) {
    EXPECT_EQ(code_of("fn f(m, i) { m.a[i].push(1); m.n += 2; m }", "f"),
              "load_int r4 1\ninvoke r3 r1 1 r1.\"a\"[r2] . \"push\"\nload_int r3 2\n"
              "place_update r3 into r1.\"n\" by add\nreturn_value r1\n");
}

TEST(code, what_a_chain_reads_stays_in_one_register) {
    EXPECT_EQ(code_of("fn f(m) { m.a.b[0] }", "f"),
              "get_property r2 r1 .\"a\"\nget_property r2 r2 .\"b\"\nload_int r3 0\n"
              "get_index r2 r2 r3\nreturn_value r2\n");
}

TEST(code, a_last_receiver_is_moved) {
    EXPECT_EQ(
        code_of("fn f(a) { a.sort(); a.len() }", "f"),
        "invoke r2 r1 0 r1 . \"sort\"\ninvoke r2 r1 0 r1 . \"len\" temporary\nreturn_value r2\n");
}

TEST(code, no_jump_leads_to_the_next_instruction) {
    EXPECT_EQ(
        code_of("fn f(n) { for i in n { if i == 3 { continue; } if i == 4 { break; } g(i); } 1 } "
                "fn g(i) { }",
                "f"),
        "take r2 r1\nnew_iterator r2 r2\nnext r2 r3 0 -> 14\nload_int r5 3\nequal r4 r3 r5\n"
        "jump_if r4 -> 13\nload_int r5 4\nequal r4 r3 r5\njump_if r4 -> 14\ntake r5 r3\n"
        "call r4 1 function 3 (g)\nloop -> 2\nload_unit r2\nload_int r2 1\nreturn_value r2\n");
}

TEST(code, natives_of_the_host_are_imported_with_what_they_do) {
    EXPECT_EQ(code_of("import \"net\" as n; fn f(x) { n::get(x) }", "f"),
              "take r3 r1\ncall_native r2 1 net::get\nreturn_value r2\n");
    EXPECT_EQ(code_of("fn f(g) { step(\"a\", g) }", "f"),
              "load_constant r3 \"a\"\ntake r4 r1\ncall_native r2 2 step\nreturn_value r2\n");
}

}  // namespace
}  // namespace bounce::script
