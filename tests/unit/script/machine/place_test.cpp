#include "machine_test.hpp"

namespace bounce::script::test {
namespace {

TEST(places, every_kind_of_end_can_be_set) {
    EXPECT_EQ(outcome_of("let a = [#{s: \"abc\"}]; a[0].s[1] = 'X'; a"), "[#{\"s\": \"aXc\"}]");
    EXPECT_EQ(outcome_of("let x = 0; x[3] = true; x"), "8");
    EXPECT_EQ(outcome_of("let m = #{}; m.a = #{}; m.a.b = 1; m[\"c\"] = 2; m"),
              "#{\"a\": #{\"b\": 1}, \"c\": 2}");
    EXPECT_EQ(outcome_of("let y = [1, 2, 3, 4]; y[1..=2] = [9]; y"), "[1, 9, 4]");
    EXPECT_EQ(outcome_of("let a = [[1], [2]]; a[-1][0] += 40; a"), "[[1], [42]]");
}

TEST(places, a_copy_is_not_changed_with_the_original) {
    EXPECT_EQ(outcome_of("let a = [[1], 2]; let b = a; a[0][0] = 9; a[0].push(8); [a, b]"),
              "[[[9, 8], 2], [[1], 2]]");
}

TEST(places, a_method_of_the_script_changes_the_element_it_runs_on) {
    EXPECT_EQ(outcome_of("fn array.add_one() { this.push(1); } let m = #{x: [[], []]}; "
                         "m.x[1].add_one(); m.x[1].add_one(); m"),
              "#{\"x\": [[], [1, 1]]}");
    EXPECT_EQ(outcome_of("fn int.double() { this *= 2; } let x = 21; x.double(); x"), "42");
    EXPECT_EQ(outcome_of("fn char.up() { this = 'Z'; } let s = \"abc\"; s[0].up(); s"), "\"Zbc\"");
}

TEST(places, a_receiver_comes_back_when_its_method_throws) {
    EXPECT_EQ(outcome_of("fn array.spoil() { this.push(2); throw \"no\"; } let m = #{x: [1]}; "
                         "try { m.x.spoil(); } catch (e) { } m"),
              "#{\"x\": [1, 2]}");
}

TEST(places, a_receiver_comes_back_when_its_fiber_is_cancelled) {
    EXPECT_EQ(outcome_of("fn array.wait() { this.push(2); sleep(1h); } let a = [1]; "
                         "let t = spawn || { try { a.wait(); } catch (e) { } a.len() }; "
                         "yield_now(); t.cancel(); t.join()"),
              "2");
}

TEST(places, a_captured_variable_is_nobody_elses_while_a_method_runs_on_it) {
    EXPECT_EQ(outcome_of("fn array.wait() { this.push(2); yield_now(); } let a = [1]; "
                         "let t = spawn || a.wait(); yield_now(); "
                         "try { a.len() } catch (e) { e.error }"),
              "\"ErrorDataRace\"");
    EXPECT_EQ(outcome_of("fn array.wait() { this.push(2); yield_now(); } let a = [1]; "
                         "let t = spawn || a.wait(); yield_now(); t.join(); a"),
              "[1, 2]");
}

TEST(places, constants_are_not_changed_by_methods) {
    EXPECT_EQ(outcome_of("const A = [1]; A.push(2); A").substr(0, 5), "Error");
}

}  // namespace
}  // namespace bounce::script::test
