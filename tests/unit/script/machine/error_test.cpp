#include "machine_test.hpp"

namespace bounce::script::test {
namespace {

TEST(errors, a_thrown_value_is_caught_as_it_is) {
    EXPECT_EQ(outcome_of("try { throw #{a: 1}; } catch (e) { e }"), "#{\"a\": 1}");
}

TEST(errors, an_error_of_the_machine_is_caught_with_its_kind_and_place) {
    EXPECT_EQ(
        outcome_of("let x = [1];\ntry {\n  x[7]\n} catch (e) { [e.error, e.line, e.position] }"),
        "[\"ErrorIndexOutOfBounds\", 3, 3]");
    EXPECT_EQ(outcome_of("try { 1 / 0 } catch (e) { e.error }"), "\"ErrorArithmetic\"");
}

TEST(errors, the_innermost_handler_takes_it_and_the_next_what_that_throws) {
    EXPECT_EQ(
        outcome_of("try { try { throw 1; } catch (e) { throw e + 1; } } catch (e) { e + 40 }"),
        "42");
}

TEST(errors, registers_of_the_catching_function_survive) {
    EXPECT_EQ(outcome_of("fn f(n) { if n == 0 { throw \"deep\"; } f(n - 1) } "
                         "let a = [1, 2]; let s = \"kept, kept, kept\"; "
                         "try { f(50); } catch (e) { s += e; } [a, s]"),
              "[[1, 2], \"kept, kept, keptdeep\"]");
}

TEST(errors, an_uncaught_one_has_its_call_chain_and_where_its_fiber_was_spawned) {
    script_run run{
        "fn inner() { [][3] }\nfn outer() {\n  inner()\n}\nlet t = spawn || outer();\n"
        "yield_now();"};
    const run_result r = run.run();
    ASSERT_EQ(r.state, run_state::failed);
    ASSERT_EQ(r.error->chain.size(), 3U);
    EXPECT_EQ(r.error->chain[0].function, "inner");
    EXPECT_EQ(r.error->chain[0].line, 1U);
    EXPECT_EQ(r.error->chain[1].function, "outer");
    EXPECT_EQ(r.error->chain[1].line, 3U);
    EXPECT_EQ(r.error->chain[2].function, "closure");
    ASSERT_EQ(r.error->spawned.size(), 1U);
    EXPECT_EQ(r.error->spawned[0].at.line, 5U);
}

TEST(errors, the_chain_of_a_deep_recursion_keeps_both_ends) {
    script_run run{"fn f(n) { if n == 0 { throw \"x\"; } f(n - 1) } f(500)"};
    const run_result r = run.run();
    ASSERT_EQ(r.state, run_state::failed);
    EXPECT_EQ(r.error->chain.size(), script_error::chain_places);
    EXPECT_EQ(r.error->chain.back().function, "");
}

TEST(errors, what_was_caught_and_is_thrown_again_is_the_same_error) {
    script_run run{"try { 1 / 0 } catch (e) { throw e; }"};
    const run_result r = run.run();
    ASSERT_EQ(r.state, run_state::failed);
    EXPECT_EQ(r.error->kind, error_kind::arithmetic);
}

TEST(errors, a_script_cannot_make_an_error_that_cannot_be_caught) {
    EXPECT_EQ(outcome_of("let e = #{error: \"ErrorStackOverflow\", message: \"mine\"}; "
                         "try { throw e; } catch (x) { x.message }"),
              "\"mine\"");
}

}  // namespace
}  // namespace bounce::script::test
