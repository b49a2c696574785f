// What a source that is not right is told: which errors, where, and how the parser goes on.

#include "script/syntax/line_index.hpp"
#include "syntax_test.hpp"

namespace {

using namespace syntax_test;

TEST(complaints, texts) {
    expect_complaints({
        {"let s = \"abc;\nlet t = 1;", "1:9 this string is never closed"},
        {"\"abc", "1:1 this string is never closed"},
        {"\"abc\\", "1:1 this string is never closed"},
        {"`abc\n", "1:1 this string is never closed"},
        {"`a${1}b", "1:1 this string is never closed"},
        {"`a${1", "1:3 this `${` is never closed"},
        {"`a${ `b${", "1:8 this `${` is never closed"},
        {"##\"abc\"#", "1:1 this raw string is never closed"},
        {"##abc", "1:1 after `#` comes a string or a `{`"},
        {R"("a\qb")", "1:3 there is no escape `\\q`"},
        {"\"a\\\xC3\xA4\"", "1:3 there is no escape `\\\xC3\xA4`"},
        {R"("\x4g")", "1:2 this escape needs 2 hexadecimal digits"},
        {R"("\u12")", "1:2 this escape needs 4 hexadecimal digits"},
        {R"("\ud800")", "1:2 no character has this number"},
        {R"("\U00110000")", "1:2 no character has this number"},
        {"''", "1:1 there is no character between the quotes"},
        {"'ab'", "1:1 a `'...'` holds one character, and this is more than one"},
        {"'a", "1:1 this character is never closed"},
        {"1 /* a /* b */", "1:3 this comment is never closed"},
    });
}

TEST(complaints, numbers) {
    expect_complaints({
        {"9223372036854775807", ""},
        {"-9223372036854775808", ""},
        {"9223372036854775808", "1:1 this number does not fit into 64 bits"},
        {"- 9223372036854775808", "1:3 this number does not fit into 64 bits"},
        {"-9223372036854775809", "1:2 this number does not fit into 64 bits"},
        {"0x1_0000_0000_0000_0000", "1:1 this number does not fit into 64 bits"},
        {"0x", "1:1 this hexadecimal number has no digits"},
        {"0b102", "1:1 `2` is no binary digit"},
        {"0o8", "1:1 `8` is no octal digit"},
        {"1e999", "1:1 this number is too large for a float"},
        {"12abc", "1:3 `abc` is neither part of a number nor a unit of time"},
        {"3sec", "1:2 `sec` is neither part of a number nor a unit of time"},
        {"1h30m", "1:2 `h30m` is neither part of a number nor a unit of time"},
        {"106752d", "1:1 this duration is too long"},
        {"1.5ns", "1:1 this duration cannot be kept exactly"},
    });
    EXPECT_EQ(help("1h30m"), "add durations up: `1h + 30m`");
}

TEST(complaints, characters) {
    expect_complaints({
        {"let \xC3\xA4 = 1;", "1:5 `\xC3\xA4` has no meaning here"},
        {"print(\xE2\x80\x9Chello\xE2\x80\x9D)", "1:7 these quotes are typographic"},
        {"a\xC2\xA0= 1", "1:2 there is an invisible character here"},
        {"a\x01", "1:2 there is a control character here"},
        {"let a = \"\xFF\";", "1:10 this is not UTF-8 text"},
    });
}

TEST(complaints, reserved_words_and_symbols) {
    expect_complaints({
        {"let nil = 1;", "1:5 `nil` is a reserved word"},
        {"async fn f() {}", "1:1 `async` is a reserved word"},
        {"eval(\"1\")", "1:1 `eval` is a reserved word"},
        {"fn match(x) {}", "1:4 `match` is a reserved word"},
        {"let for = 1;", "1:5 expected the name of a variable, found the keyword `for`"},
        {"a === b", "1:3 `===` is not an operator"},
        {"a ? b : c", "1:3 `?` is not an operator"},
        {"x++", "1:2 `++` is not an operator"},
        {"f!(1)", "1:2 `f!(...)`, a call in the scope of its caller, does not exist"},
        {"a.f!(1)", "1:4 `f!(...)`, a call in the scope of its caller, does not exist"},
    });
    EXPECT_EQ(help("let x = null;"), "the empty value is written `()`");
    EXPECT_EQ(help("match x {}"), "write `switch x { 1 => ..., _ => ... }`");
    EXPECT_EQ(help("let shared = 1;"), "a variable is shared by the closures that use it");
    EXPECT_EQ(help("let with = 1;"), "choose another name");
}

TEST(complaints, assignments) {
    expect_complaints({
        {"if a = 1 { }", "1:6 an assignment has no value and cannot stand here"},
        {"f(a = 1)", "1:5 an assignment has no value and cannot stand here"},
        {"x = y = z", "1:7 expected `;`, found `=`"},
        {"f() = 1", "1:1 the result of a call cannot be assigned"},
        {"f().x = 1", "1:1 the result of a call is dropped, and what is assigned with it"},
        {"a.f().x = 1", "1:1 the result of a call is dropped, and what is assigned with it"},
        {"1 = 2", "1:1 nothing can be assigned to this"},
        {"a + b = 2", "1:1 this is a calculation, and nothing can be assigned to it"},
        {"m::X = 2", "1:1 what belongs to a module cannot be assigned"},
        {"a.b[1].c[2..] += 1; (a.b).c = 2; a?.b = 1", ""},
    });
}

TEST(complaints, expressions) {
    expect_complaints({
        {"1 +", "1:4 expected an expression, found the end of the file"},
        {"1 + ;", "1:5 expected an expression, found `;`"},
        {"a < b <= c", "1:7 comparisons cannot be chained"},
        {"(a < b) == (b < c)", ""},
        {"(a < b) < c", ""},
        {"1..2..3", "1:5 a range has two ends, and this would be a third"},
        {"(1 + 2", "1:1 this parenthesis is never closed"},
        {"(1 2)", "1:4 expected `)`, found a number"},
        {"(1, 2)", "1:3 there are no tuples"},
        {"[1, 2", "1:1 this array is never closed"},
        {"[1 2]", "1:4 expected `]` or `,`, found a number"},
        {"#{a: 1", "1:1 this map is never closed"},
        {"#{a = 1}", "1:5 a key and its value are separated by `:`"},
        {"#{a: 1, \"a\": 2}", "1:9 this map already has the key `a`"},
        {"#{1: 2}", "1:3 expected a key, found a number"},
        {"#{if}", "1:5 expected `:` after the key, found `}`"},
        {"#{`a${1}`: 1}; y", "1:3 the key of a map literal is a fixed text"},
        {"a[]", "1:3 the index is missing"},
        {"a.0", "1:3 expected the name of a property or method, found a number"},
        {"if a { b } else { c }.d", "1:22 expected an expression, found `.`"},
        {"a. 1", "1:4 expected the name of a property or method, found a number"},
        {"f(1", "1:2 this list of arguments is never closed"},
        {"f(x => 2)", "1:5 `=>` does not make a function"},
        {"f(1)(2)", "1:5 only a name can be called like this"},
        {"let x = _;", "1:9 `_` is not a value"},
        {"this.x", "1:1 there is no `this` outside of functions and closures"},
        {"`a${1 +}b`", "1:8 expected an expression, found `}`"},
        {"|x, x| x", "1:5 two parameters are called `x`"},
        {"|x = 1| x", "1:4 the parameters of a closure have no defaults"},
        {"|x y| x", "1:4 expected `|` or `,`, found `y`"},
    });
}

TEST(complaints, statements) {
    expect_complaints({
        {"let x = 1 let y = 2;", "1:11 expected `;`, found `let`"},
        {"let x = 1\nlet y = 2;", "1:10 a `;` is missing here"},
        {"let x = 1\ny = 2\nz", "1:10 a `;` is missing here\n2:6 a `;` is missing here"},
        {"let x: int = 1;", "1:6 variables have no declared type"},
        {"let x, y = 1;", "1:6 a declaration declares one variable"},
        {"let (a, b) = c;", "1:5 expected the name of a variable, found `(`"},
        {"let {a} = c;", "1:5 a map is taken apart with `#{`"},
        {"let mut x = c;", "1:5 there is no `mut`"},
        {"let [a, b];", "1:5 there is nothing to take apart"},
        {"else { }", "1:1 this `else` belongs to no `if`"},
        {"if a { };\nelse { }", "2:1 this `else` belongs to no `if`"},
        {"catch { }", "1:1 this `catch` belongs to no `try`"},
        {"if a b", "1:6 expected `{`, found `b`"},
        {"while a b", "1:9 expected `{`, found `b`"},
        {"try { }", "1:8 expected `catch` after the body of a `try`, found the end of the file"},
        {"do { }",
         "1:7 expected `while` or `until` after the body of a `do`, found the end of the file"},
        {"for x of y { }", "1:7 expected `in` after the variable, found `of`"},
        {"for (x, x) in y { }", "1:9 the variable and the counter have the same name"},
        {"for (let i = 0; i < 3; i += 1) { break; }", "1:6 there is no `for` of three parts"},
        {"break", "1:1 there is no loop around this `break`"},
        {"loop { |x| { continue; } }", "1:14 there is no loop around this `continue`"},
        {"function f() { }", "1:10 expected `;`, found `f`"},
        {"if a { } elif b { }", "1:15 expected `;`, found `b`"},
        {"{ 1 } }", "1:7 there is no `{` that this `}` closes"},
        {"fn f() { 1", "1:8 this `{` is never closed"},
        {"switch x { 1 => a; 2 => b }\ny +",
         "1:18 the arms of a `switch` are separated by `,`\n"
         "2:4 expected an expression, found the end of the file"},
        {"switch x { y => 1 }", "1:12 a case is a value that is known before the program runs"},
        {"switch x { _ => 1, 2 => 3 }", "1:20 this case is never reached"},
        {"switch x { 1 => let y = 2 }", "1:17 a declaration cannot stand here"},
        {"switch x { 1 }", "1:14 expected `=>` after the case, found `}`"},
    });
    EXPECT_EQ(help("if a { } elif b { }"), "write `else if`");
    EXPECT_EQ(help("function f() { }"), "a function is written `fn name(a, b) { ... }`");
}

TEST(complaints, functions_and_modules) {
    expect_complaints({
        {"fn f(a, a) {}", "1:9 two parameters are called `a`"},
        {"fn f(a = 1, b) {}", "1:13 `b` needs a default, as the one before has"},
        {"fn f(a: int) {}", "1:7 parameters have no declared type"},
        {"fn f {}", "1:6 expected `(` and the parameters, found `{`"},
        {"fn f() x", "1:8 expected `{`, found `x`"},
        {"fn f(a) {} fn f(b) {}",
         "1:12 there is already a function `f` that takes as many arguments"},
        {"fn f(a, b) {} fn f(a, b = 1, c = 2) {}",
         "1:15 there is already a function `f` that takes as many arguments"},
        {"fn f(a) {} fn f(a, b) {} fn int.f(a) {} fn string.f(a) {}", ""},
        {"if x { fn f() {} }",
         "1:8 a function is defined at the top of a file, not inside of something"},
        {"private let x = 1;", "1:9 expected `fn`, found `let`"},
        {"if x { import \"y\" as z; }",
         "1:8 an import stands at the top of a file, not inside of something"},
        {"import y as z;", "1:8 the path of an import is a plain string"},
        {"import `a${1}` as z;", "1:8 the path of an import is a plain string"},
        {"import \"\" as z;", "1:8 this import names no module"},
        {"import \"a\" as z; import \"b\" as z;", "1:32 another module is already called `z`"},
        {"{ export x; }", "1:3 an export stands at the top of a file, not inside of something"},
        {"export fn f() {}", "1:8 functions need no `export`"},
    });
}

TEST(complaints, select) {
    expect_complaints({
        {"select { }", "1:8 this `select` waits for nothing"},
        {"select { x = ch => x }", "1:14 an arm of a `select` waits for a call"},
        {"select { else => 1, after 1s => 2 }", "1:21 this arm is never reached"},
        {"select { recv(ch) }", "1:19 expected `=>` and what to do then, found `}`"},
    });
}

TEST(complaints, one_for_each_mistake) {
    // Each line is wrong in its own way, and none is blamed for another.
    EXPECT_EQ(complaints("let a = #{ x: 1\n"
                         "let b = ;\n"
                         "let c = f(1, ;\n"
                         "if a { let d = ; let e = 2; }\n"
                         "let g = |x| { y = ; 1 };\n"
                         "fn h() { 1 + }\n"
                         "let s = `a ${ 1 + } b ${ 2 * } c`;\n"
                         "let [a b] = 1;\n"
                         "good(1);\n"),
              "2:1 expected `}` or `,`, found `let`\n"
              "2:9 expected an expression, found `;`\n"
              "3:14 expected an expression, found `;`\n"
              "4:16 expected an expression, found `;`\n"
              "5:19 expected an expression, found `;`\n"
              "6:14 expected an expression, found `}`\n"
              "7:19 expected an expression, found `}`\n"
              "7:30 expected an expression, found `}`\n"
              "8:8 expected `]` or `,`, found `b`");
}

TEST(complaints, end_when_braces_were_given_up_within_a_string) {
    // The parser leaves the map behind, the lexer does not: both must come to the end of the text.
    EXPECT_EQ(complaints("`x${ #{a:;{1}}}` }z"),
              "1:10 expected an expression, found `;`\n"
              "1:18 there is no `{` that this `}` closes");
}

TEST(complaints, come_in_text_order) {
    // The brace is found missing last and is named first.
    EXPECT_EQ(complaints("fn f() {\n  1 +;\n"),
              "1:8 this `{` is never closed\n2:6 expected an expression, found `;`");
}

TEST(complaints, leave_a_tree_of_what_was_understood) {
    const auto parsed = bounce::script::parse("let a = 1; let b = ; let c = 3;", "t.bounce");
    EXPECT_FALSE(parsed.ok());
    EXPECT_EQ(bounce::script::dump(parsed.tree.root()), "(let a 1)\n(let b <broken>)\n(let c 3)");
}

}  // namespace
