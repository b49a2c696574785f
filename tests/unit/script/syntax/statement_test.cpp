// Statements, functions and modules to trees.

#include "syntax_test.hpp"

namespace {

using namespace syntax_test;

TEST(statements, declarations) {
    expect_trees({
        {"let x;", "(let x)"},
        {"let x = 1; const y = 2", "(let x 1)\n(const y 2)"},
        {"let x = 1; let x = x + 1;", "(let x 1)\n(let x (+ x 1))"},
        {"let [a, b] = c;", "(let [a b] c)"},
        {"let [a, _, [b, #{c}],] = d;", "(let [a _ [b #{c:c}]] d)"},
        {"let #{x, y: z, \"a b\": [w]} = m;", "(let #{x:x y:z a b:[w]} m)"},
        {"const [a] = b;", "(const [a] b)"},
        {"let _ = f();", "(let _ (call f))"},
    });
}

TEST(statements, assignments) {
    expect_trees({
        {"x = 1", "(= x 1)"},
        {"a[0].s[2] = 'X'", "(= (index (. (index a 0) s) 2) 'X')"},
        {"y[1..=2] = y[2..]", "(= (index y (..= 1 2)) (index y (.. 2 -)))"},
        {"|| this.x = 1", "(closure [] (= (. this x) 1))"},
        {"x += 1; x -= 1; x *= 1; x /= 1; x %= 1; x **= 1",
         "(+= x 1)\n(-= x 1)\n(*= x 1)\n(/= x 1)\n(%= x 1)\n(**= x 1)"},
        {"x <<= 1; x >>= 1; x &= 1; x |= 1; x ^= 1",
         "(<<= x 1)\n(>>= x 1)\n(&= x 1)\n(|= x 1)\n(^= x 1)"},
    });
}

TEST(statements, the_value_is_that_of_the_last_with_or_without_a_semicolon) {
    expect_trees({
        {"{ 1; 2 }", "(block 1 2)"},
        {"{ 1; 2; }", "(block 1 2)"},
        {"{ 1; 2;; }", "(block 1 2)"},
        {";;", ""},
        {"", ""},
    });
}

TEST(statements, what_ends_with_a_brace_needs_no_semicolon) {
    expect_trees({
        {"if a { 1 } -1", "(if a (block 1))\n-1"},
        {"if a { 1 } [2]", "(if a (block 1))\n(array 2)"},
        {"{ 1 } { 2 }", "(block 1)\n(block 2)"},
        {"while a { } for b in c { } loop { break } x",
         "(while a (block))\n(for b c (block))\n(loop (block (break)))\nx"},
        {"try { 1 } catch { 2 } 3", "(try (block 1) (block 2))\n3"},
        {"switch a { 1 => 2 } 3", "(switch a (case 1 => 2))\n3"},
        {"do { 1 } while a; 3", "(do-while (block 1) a)\n3"},
        {"select { f() => 2 } 3", "(select (arm (call f) => 2))\n3"},
    });
}

TEST(statements, if_else) {
    expect_trees({
        {"if a { 1 }", "(if a (block 1))"},
        {"if a { 1 } else { 2 }", "(if a (block 1) (block 2))"},
        {"if a { 1 } else if b { 2 } else if c { 3 } else { 4 }",
         "(if a (block 1) b (block 2) c (block 3) (block 4))"},
        {"if (a) { 1 }", "(if a (block 1))"},
        {"if a == #{b: 1} { 1 }", "(if (== a (map \"b\" 1)) (block 1))"},
    });
}

TEST(statements, switches) {
    expect_trees({
        {"switch x { }", "(switch x)"},
        {"switch x { 1 => 2, _ => 3 }", "(switch x (case 1 => 2) (case _ => 3))"},
        {"switch x { 1 | 2 | 'a' => 3, }", "(switch x (case 1 2 'a' => 3))"},
        {"switch x { 1 if y > 2 => 3, _ if z => 4, _ => 5 }",
         "(switch x (case 1 (when (> y 2)) => 3) (case _ (when z) => 4) (case _ => 5))"},
        {"switch x { 0..10 => 1, -5..=-1 | 99 => 2, 100.. => 3, ..0 => 4 }",
         "(switch x (case (.. 0 10) => 1) (case (..= -5 -1) 99 => 2) (case (.. 100 -) => 3) "
         "(case (.. - 0) => 4))"},
        {"switch x { [1, 2] => a, #{b: true} => c, () => d, \"s\" => e, 2s => f }",
         "(switch x (case (array 1 2) => a) (case (map \"b\" true) => c) (case () => d) "
         "(case \"s\" => e) (case 2000000000ns => f))"},
        {"switch x { 1 => { a } 2 => { b } }",
         "(switch x (case 1 => (block a)) (case 2 => (block b)))"},
        {"switch x { 1 => y = 2, 2 => return, 3 => if a { } _ => throw 1 }",
         "(switch x (case 1 => (= y 2)) (case 2 => (return)) (case 3 => (if a (block))) "
         "(case _ => (throw 1)))"},
        {"for (x, i) in a { switch x { 1 => break i } }",
         "(for x i a (block (switch x (case 1 => (break i)))))"},
    });
}

TEST(statements, loops) {
    expect_trees({
        {"while x < 10 { x += 1; continue; }", "(while (< x 10) (block (+= x 1) (continue)))"},
        {"do { x += 1 } until x == 3", "(do-until (block (+= x 1)) (== x 3))"},
        {"for x in 0..10 { }", "(for x (.. 0 10) (block))"},
        {"for (x, i) in [1] { }", "(for x i (array 1) (block))"},
        {"for _ in a { }", "(for _ a (block))"},
        {"loop { if a { break } }", "(loop (block (if a (block (break)))))"},
    });
}

TEST(statements, errors) {
    expect_trees({
        {"try { throw 42; } catch (e) { e }", "(try (block (throw 42)) e (block e))"},
        {"try { throw } catch { }", "(try (block (throw)) (block))"},
    });
}

TEST(statements, selects) {
    expect_trees({
        {"select { x = recv(ch) => x, send(ch, 1) => 2, after 7d => 3, else => 4 }",
         "(select (arm x = (call recv ch) => x) (arm (call send ch 1) => 2) "
         "(after 604800000000000ns => 3) (else => 4))"},
        {"select { [a, b] = recv(ch) => a, #{c} = t.join() => c, _ = signal(\"s\") => {} }",
         "(select (arm [a b] = (call recv ch) => a) (arm #{c:c} = (method t join) => c) "
         "(arm _ = (call signal \"s\") => (block)))"},
        {"select { after = recv(ch) => after }", "(select (arm after = (call recv ch) => after))"},
        {"select { x = f() => { 1 } after d + 1s => { 2 } }",
         "(select (arm x = (call f) => (block 1)) (after (+ d 1000000000ns) => (block 2)))"},
    });
}

TEST(statements, functions) {
    expect_trees({
        {"fn f() { 1 }", "(fn f [] (block 1))"},
        {"fn add(x, n,) { x + n } add(1, 2)", "(fn add [x n] (block (+ x n)))\n(call add 1 2)"},
        {"fn f(a, b = 1, c = [a]) { }", "(fn f [a b=1 c=(array a)] (block))"},
        {"private fn f() {}", "(fn private f [] (block))"},
        {"durable fn f() {}", "(fn durable f [] (block))"},
        {"private durable fn f() {}", "(fn private durable f [] (block))"},
        {"durable private fn f() {}", "(fn private durable f [] (block))"},
        {"fn int.f(x) { this + x }", "(fn int. f [x] (block (+ this x)))"},
        {"fn \"My Type\".f() {}", "(fn My Type. f [] (block))"},
        {"fn semaphore.with(f) {}", "(fn semaphore. with [f] (block))"},
        {"fn f(_, x) {}", "(fn f [_ x] (block))"},
        {"fn f() { return; } fn g() { return 1 }",
         "(fn f [] (block (return)))\n(fn g [] (block (return 1)))"},
    });
}

TEST(statements, modules) {
    expect_trees({
        {"import \"a/b\" as c; c::f()", "(import \"a/b\" c)\n(call c::f)"},
        {"import \"a\";", "(import \"a\")"},
        {"export x; export y as z, w;", "(export x)\n(export y as z w)"},
        {"export let x = 1; export const Y = 2;", "(let export x 1)\n(const export Y 2)"},
    });
}

TEST(statements, documentation_belongs_to_the_function_below_it) {
    const auto parsed = bounce::script::parse(
        "//! The shop.\n"
        "/// belongs to nothing\n"
        "let x = 1;\n"
        "/// Adds.\n"
        "/// Twice.\n"
        "private fn f() { /* */ }\n"
        "fn g() { }\n",
        "t.bounce");
    const auto& m = parsed.tree.root();
    ASSERT_TRUE(parsed.ok());
    ASSERT_EQ(m.docs.size(), 1U);
    EXPECT_EQ(m.docs[0], "//! The shop.");
    ASSERT_EQ(m.functions[0]->docs.size(), 2U);
    EXPECT_EQ(m.functions[0]->docs[0], "/// Adds.");
    EXPECT_EQ(m.functions[0]->docs[1], "/// Twice.");
    EXPECT_TRUE(m.functions[1]->docs.empty());
}

}  // namespace
