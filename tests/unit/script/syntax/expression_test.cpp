// Expressions to trees.

#include "syntax_test.hpp"

namespace {

using namespace syntax_test;

TEST(expressions, precedences_are_those_of_rhai) {
    expect_trees({
        {"1 + 2 * 3", "(+ 1 (* 2 3))"},
        {"1 - 2 - 3", "(- (- 1 2) 3)"},
        {"2 ** 3 ** 2", "(** 2 (** 3 2))"},
        {"-2 ** 3", "(** -2 3)"},
        {"-x ** 3", "(** (- x) 3)"},
        {"2 * 3 ** 2", "(* 2 (** 3 2))"},
        {"2 ** 3 << 1", "(** 2 (<< 3 1))"},
        {"a + b << c", "(+ a (<< b c))"},
        {"a || b && c", "(|| a (&& b c))"},
        {"a && b || c", "(|| (&& a b) c)"},
        {"a | b & c ^ d", "(^ (| a (& b c)) d)"},
        {"a | b || c ^ d", "(^ (|| (| a b) c) d)"},
        {"a && b & c", "(& (&& a b) c)"},
        {"a == b && c != d", "(&& (== a b) (!= c d))"},
        {"a < b == c >= d", "(== (< a b) (>= c d))"},
        {"a in b == c", "(== (in a b) c)"},
        {"a < b in c", "(in (< a b) c)"},
        {"a !in b", "(!in a b)"},
        {"!a in b", "(in (! a) b)"},
        {"a ?? b < c", "(< (?? a b) c)"},
        {"a ?? b ?? c", "(?? (?? a b) c)"},
        {"a ?? b + c", "(?? a (+ b c))"},
        {"0..a + 1", "(.. 0 (+ a 1))"},
        {"x in 0..5", "(in x (.. 0 5))"},
        {"a == 0..5", "(== a (.. 0 5))"},
        {"a % b / c", "(/ (% a b) c)"},
        {"(1 + 2) * 3", "(* (+ 1 2) 3)"},
        {"a - -b", "(- a (- b))"},
        {"5 - -+ + + - -+-5", "(- 5 (- (+ (+ (+ (- (- (+ -5))))))))"},
        {"!!a", "(! (! a))"},
        {"-a.b", "(- (. a b))"},
        {"-2.abs()", "(method -2 abs)"},
        {"- 2.abs()", "(- (method 2 abs))"},
        {"!a.b()", "(! (method a b))"},
        {"a -1", "(- a 1)"},
        {"f(-1)", "(call f -1)"},
    });
}

TEST(expressions, literals) {
    expect_trees({
        {"()", "()"},
        {"( )", "()"},
        {"true; false", "true\nfalse"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"-1.5", "-1.5"},
        {"-250ms", "-250000000ns"},
        {"'x'", "'x'"},
        {"[]", "(array)"},
        {"[1, 2,]", "(array 1 2)"},
        {"#{}", "(map)"},
        {"#{a: 1, \"b c\": 2, d,}", "(map \"a\" 1 \"b c\" 2 \"d\" d)"},
        {"#{if: 1, with: 2, this: 3}", "(map \"if\" 1 \"with\" 2 \"this\" 3)"},
        {"`a`", "\"a\""},
        {"`${a}`", "(text (block a))"},
        {"`x${a}${b + 1}y`", "(text \"x\" (block a) (block (+ b 1)) \"y\")"},
        {"`${let a = 1; a}`", "(text (block (let a 1) a))"},
        {"`${`${x}`}`", "(text (block (text (block x))))"},
        {"`${}`", "(text (block))"},
    });
}

TEST(expressions, ranges_may_be_open) {
    expect_trees({
        {"a[..]", "(index a (.. - -))"},
        {"a[1..]", "(index a (.. 1 -))"},
        {"a[..=2]", "(index a (..= - 2))"},
        {"a[..=]", "(index a (..= - -))"},
        {"a[1..=-1]", "(index a (..= 1 -1))"},
        {"f(1.., ..)", "(call f (.. 1 -) (.. - -))"},
        {"for i in 0.. { }", "(for i (.. 0 -) (block))"},
        {"(1..2)..3", "(.. (.. 1 2) 3)"},
    });
}

TEST(expressions, chains) {
    expect_trees({
        {"a.b.c", "(. (. a b) c)"},
        {"a?.b?[1]", "(?index (?. a b) 1)"},
        {"a.b(1).c[2].d()", "(method (index (. (method a b 1) c) 2) d)"},
        {"a?.f(1)", "(?method a f 1)"},
        {"\"x\".len", "(. \"x\" len)"},
        {"[1][0]", "(index (array 1) 0)"},
        {"42.to_string()", "(method 42 to_string)"},
        {"a.call(1).type_of().with(2).if(3)",
         "(method (method (method (method a call 1) type_of) with 2) if 3)"},
        {"(if a { b } else { c }).d", "(. (if a (block b) (block c)) d)"},
    });
}

TEST(expressions, names) {
    expect_trees({
        {"m::X", "m::X"},
        {"a::b::c(1)", "(call a::b::c 1)"},
        {"global::X", "global::X"},
        {"f(1, 2,)", "(call f 1 2)"},
        {"f (1)", "(call f 1)"},
        {"f()", "(call f)"},
        {"after + durable", "(+ after durable)"},
    });
}

TEST(expressions, parentheses_are_remembered) {
    // (a?.b).c ends the chain that ?. may cut short, a?.b.c does not.
    const auto parsed = bounce::script::parse("(a?.b).c", "t.bounce");
    const auto* p = bounce::script::ast::as<bounce::script::ast::property>(
        parsed.tree.root().body->statements[0]);
    ASSERT_NE(p, nullptr);
    EXPECT_TRUE(p->target->in_parentheses);
    EXPECT_FALSE(p->in_parentheses);
}

TEST(expressions, closures) {
    expect_trees({
        {"|| 1", "(closure [] 1)"},
        {"|x| x + 1", "(closure [x] (+ x 1))"},
        {"|x, _, z,| x", "(closure [x _ z] x)"},
        {"|x| { a += x }", "(closure [x] (block (+= a x)))"},
        {"a.for_each(|| sum += this)", "(method a for_each (closure [] (+= sum this)))"},
        {"|x| |y| x + y", "(closure [x] (closure [y] (+ x y)))"},
        {"a += || i + x", "(+= a (closure [] (+ i x)))"},
        {"f(|a| a || b, 1)", "(call f (closure [a] (|| a b)) 1)"},
        {"a || |x| x", "(|| a (closure [x] x))"},
        {"|x| if x { 1 } else { 2 }", "(closure [x] (if x (block 1) (block 2)))"},
    });
}

TEST(expressions, statements_are_operands) {
    expect_trees({
        {"let y = 1 + if x > 40 { 100 } else { 0 } / x;",
         "(let y (+ 1 (/ (if (> x 40) (block 100) (block 0)) x)))"},
        {"let y = switch x { 1 => 2 };", "(let y (switch x (case 1 => 2)))"},
        {"let y = loop { break 3 };", "(let y (loop (block (break 3))))"},
        {"loop { x ?? break 42; }", "(loop (block (?? x (break 42))))"},
        {"let y = { 1 } + 2;", "(let y (+ (block 1) 2))"},
        {"x ?? return", "(?? x (return))"},
        {"f(x ?? throw \"no\", 1)", "(call f (?? x (throw \"no\")) 1)"},
        {"false && (true || { throw })", "(&& false (|| true (block (throw))))"},
        {"let y = try { f() } catch { 0 };", "(let y (try (block (call f)) (block 0)))"},
        {"let y = while a { break 1 } ?? 2;", "(let y (?? (while a (block (break 1))) 2))"},
    });
}

TEST(expressions, spawn_takes_a_whole_chain) {
    expect_trees({
        {"spawn f(1)", "(spawn (call f 1))"},
        {"spawn a.f(1).g()", "(spawn (method (method a f 1) g))"},
        {"spawn m::f(x)", "(spawn (call m::f x))"},
        {"a.map(|u| spawn || g(u))",
         "(method a map (closure [u] (spawn (closure [] (call g u)))))"},
        {"(spawn f()).join() + 1", "(+ (method (spawn (call f)) join) 1)"},
        {"let t = spawn f() ?? 1;", "(let t (?? (spawn (call f)) 1))"},
    });
}

}  // namespace
