#include "support.hpp"

#include <gtest/gtest.h>

namespace bounce::script {
namespace {

TEST(places, parts_of_variables_are_assigned_to) {
    EXPECT_EQ(run("let a = [#{s: \"hello\"}]; a[0].s[2] = 'X'; a"), "[#{\"s\": \"heXlo\"}]");
    EXPECT_EQ(run("let m = #{a: [1, 2]}; m.a[1] += 5; m.b = 1; m.a[0] -= 3; m"),
              "#{\"a\": [-2, 7], \"b\": 1}");
    EXPECT_EQ(run("let y = #{a: #{z: 1}}; (y.a).z = 42; y.a.z"), "42");
    EXPECT_EQ(run("let x = 10; x[0] = true; x[1] = false; x"), "9");
    EXPECT_EQ(run("let y = \"hello\"; y[1..=2] = y[2..]; y"), "\"hllolo\"");
}

TEST(places, a_copy_is_not_changed_with_its_original) {
    EXPECT_EQ(run("let a = [[1], [2]]; let b = a; a[0].push(9); [a, b]"),
              "[[[1, 9], [2]], [[1], [2]]]");
    EXPECT_EQ(run("fn f(x) { x.push(1); x } let a = []; f(a); a"), "[]");
}

TEST(places, a_variable_may_be_assigned_into_itself) {
    EXPECT_EQ(run("let a = [1, 2]; a[0] = a; a"), "[[1, 2], 2]");
    EXPECT_EQ(run("let a = [[1], 2]; a[0] += a; a"), "[[1, [1], 2], 2]");
    EXPECT_EQ(run("let m = #{}; m.self = m; m.self = m; m"), "#{\"self\": #{\"self\": #{}}}");
    EXPECT_EQ(run("let a = [1]; a.push(a); a"), "[1, [1]]");
}

TEST(places, the_value_comes_before_the_indices) {
    EXPECT_EQ(run("let log = []; let a = [0, 0]; let i = |n| { log.push(n); n };"
                  "a[i(1)] = i(7); [a, log]"),
              "[[0, 7], [7, 1]]");
    EXPECT_EQ(run("let i = 0; let a = [1, 2]; a[i] = { i = 1; 9 }; a"), "[1, 9]");
}

TEST(places, methods_work_on_them) {
    EXPECT_EQ(run("let m = #{a: [[1]]}; m.a[0].push(2); m.a.push([]); m"),
              "#{\"a\": [[1, 2], []]}");
    EXPECT_EQ(run("fn grow() { this += 1; } let a = [1]; a[0].grow(); a"), "[2]");
    EXPECT_EQ(run("fn int.twice() { this * 2 } [4.twice(), (-3).twice()]"), "[8, -6]");
    EXPECT_EQ(run("let i = 0; let a = [[], []]; a[i].push({ i = 1; 5 }); a"), "[[5], []]");
}

TEST(places, natives_take_their_first_argument_by_reference_and_scripts_do_not) {
    EXPECT_EQ(run("let y = [1, 2, 3]; pad(y, 5, 42); y"), "[1, 2, 3, 42, 42]");
    EXPECT_EQ(run("let m = #{y: [1]}; push(m.y, 2); m"), "#{\"y\": [1, 2]}");
    EXPECT_EQ(run("fn f(x) { x += 1; } let y = 1; f(y); y"), "1");
}

TEST(places, this_is_one) {
    EXPECT_EQ(run("fn f() { this.n += 1; this.all.push(this.n); } let m = #{n: 0, all: []}; m.f(); "
                  "m.f(); m"),
              "#{\"all\": [1, 2], \"n\": 2}");
    EXPECT_EQ(run("fn f() { this = 5; } let x = 1; x.f(); x"), "5");
    EXPECT_EQ(run("fn f() { this } f()").substr(0, 24), "failed: ErrorUnboundThis");
    EXPECT_EQ(run("let m = #{x: 42}; let f = || this.x; m.call(f)"), "42");
}

TEST(places, a_map_calls_the_function_that_it_holds) {
    EXPECT_EQ(run("let m = #{n: 1, add: |d| { this.n += d; }}; m.add(4); m.n"), "5");
    EXPECT_EQ(run("fn foo(x) { this.data += x; } let x = #{ data: 40, action: Fn(\"foo\") }; "
                  "x.action(2); x.data"),
              "42");
}

TEST(places, the_value_of_a_call_may_be_changed_and_is_dropped) {
    EXPECT_EQ(run("fn f() { #{a: [1]} } f().a.push(4); f()"), "#{\"a\": [1]}");
}

TEST(places, null_safe_places) {
    EXPECT_EQ(run("let m = #{a: #{n: 1}}; m.a?.n = 2; m.b?.n = 3; m"), "#{\"a\": #{\"n\": 2}}");
}

TEST(destructuring, arrays_and_maps_are_taken_apart) {
    EXPECT_EQ(run("let [a, _, [b]] = [1, 2, [3]]; [a, b]"), "[1, 3]");
    EXPECT_EQ(run("let #{x, y: other} = #{x: 1, y: 2, z: 3}; [x, other]"), "[1, 2]");
    EXPECT_EQ(run("let a = 1; let b = 2; let [a, b] = [b, a]; [a, b]"), "[2, 1]");
    EXPECT_EQ(run("let [a, b] = [1, 2]; let f = || { a += b; a }; f(); a"), "3");
}

TEST(destructuring, what_does_not_fit_is_an_error) {
    EXPECT_EQ(run("try { let [a, b] = [1]; } catch (e) { e }"),
              "#{\"error\": \"ErrorMismatchDataType\", \"message\": \"an array of 2 elements was "
              "expected here\"}");
    EXPECT_EQ(run("try { let [a] = 5; } catch (e) { e.error }"), "\"ErrorMismatchDataType\"");
    EXPECT_EQ(run("try { let #{a} = #{b: 1}; } catch (e) { e.message }"),
              "\"the map has no property `a`\"");
}

}  // namespace
}  // namespace bounce::script
