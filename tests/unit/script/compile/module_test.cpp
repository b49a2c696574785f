#include "script/compile/prelude_module.hpp"
#include "support.hpp"

#include "bounce/script/compile.hpp"

#include <gtest/gtest.h>

namespace bounce::script {
namespace {

TEST(modules, functions_and_exported_constants_are_used_by_their_prefix) {
    const files shop{{"shop",
                      "fn price(n) { n * RATE } private fn hidden() { 1 } const RATE = 3; "
                      "export const NAME = \"shop\"; const other = 4; export other as extra;"}};
    EXPECT_EQ(run("import \"shop\" as s; [s::price(2), s::NAME, s::extra]", shop),
              "[6, \"shop\", 4]");
    EXPECT_EQ(run("import \"shop\" as s; let f = s::price; f(5)", shop), "15");
    EXPECT_EQ(errors("import \"shop\" as s; s::hidden()", shop),
              "1:24: module `shop` has no function `hidden`\n");
    EXPECT_EQ(errors("import \"shop\" as s; s::prise(1)", shop),
              "1:24: module `shop` has no function `prise` (did you mean `price`?)\n");
    EXPECT_EQ(errors("import \"shop\" as s; s::price()", shop),
              "1:21: `s::price` does not take 0 arguments (it takes 1)\n");
    EXPECT_EQ(
        errors("import \"shop\" as s; s::RATE", shop),
        "1:24: module `shop` exports no `RATE` (export it there: `export const RATE = ...;`)\n");
    EXPECT_EQ(errors("import \"shop\" as s; s", shop),
              "1:21: unknown name `s` (`s` is a module: use what is in it with `s::name`)\n");
    EXPECT_EQ(errors("import \"shop\" as shop; shpo::price(1)", shop),
              "1:24: unknown module `shpo` (did you mean `shop`?)\n");
}

TEST(modules, globals_are_set_once_and_before_anything_uses_them) {
    const files all{
        {"base", "export const LOG = { print(\"base\"); 1 };"},
        {"left", "import \"base\" as b; export const L = { print(\"left\"); b::LOG + 1 };"},
        {"right", "import \"base\" as b; fn r() { b::LOG + 10 }"}};
    EXPECT_EQ(run("import \"left\" as l; import \"right\" as r; l::L + r::r()", all),
              "base\nleft\n=> 13");
}

TEST(modules, only_what_constants_are_made_of_is_evaluated_when_importing) {
    const files one{
        {"m",
         "print(\"top level\"); let base = 20; const UNUSED = { print(\"unused\"); 1 }; "
         "export const X = base * 2;"}};
    EXPECT_EQ(run("import \"m\" as m; m::X", one), "40");
    const files changing{{"m", "let base = 20; base += 1; export const X = base * 2;"}};
    EXPECT_EQ(
        errors("import \"m\" as m; m::X", changing),
        "m:1:5: a constant that functions see depends on a variable that changes: `base` (make it "
        "a `const`, or compute the value in a function)\n");
    const files exported{{"m", "export let x = 1; x = 2;"}};
    EXPECT_EQ(
        errors("import \"m\" as m; m::x", exported),
        "m:1:12: an exported variable cannot be changed: `x` (other modules see its first value; "
        "export a function that gives the current one)\n");
}

TEST(modules, one_that_is_missing_or_wrong_is_said_where_it_is) {
    EXPECT_EQ(errors("import \"nett\" as n; n::get(\"\")"),
              "1:8: cannot import `nett`: no file nett (did you mean `net`?)\n");
    EXPECT_EQ(errors("import \"m\" as m; m::f()", {{"m", "fn f() {\n  oops\n}"}}),
              "m:2:3: unknown name `oops`\n");
}

TEST(modules, have_a_limit_of_constants) {
    std::string source = "let a = [";
    for (int i = 0; i < 66'000; ++i) source += std::to_string(i + 100'000) + ",";
    EXPECT_EQ(
        errors(source + "];"),
        "1:1: this module is too large: it has more than 65536 constants (move a part of it into "
        "another module, or read its data from a file)\n");
}

TEST(modules, cycles_are_shown) {
    EXPECT_EQ(errors("import \"a\" as a; a::f()",
                     {{"a", "import \"b\" as b;"}, {"b", "import \"a\" as a;"}}),
              "b:1:8: modules import each other: a -> b -> a (move what both need into a third "
              "module)\n");
    EXPECT_EQ(
        errors("import \"main\" as m;", {{"main", ""}}),
        "1:8: modules import each other: main -> main (move what both need into a third module)\n");
}

TEST(modules, of_the_host_are_checked_against_what_it_has) {
    EXPECT_EQ(run("import \"net\" as n; n::get(\"x\")"), "blocked");
    EXPECT_EQ(errors("import \"net\" as n; n::got(\"x\")"),
              "1:23: module `net` has no function `got` (did you mean `get`?)\n");
    EXPECT_EQ(errors("import \"net\" as n; n::get()"),
              "1:20: `n::get` does not take 0 arguments (it takes 1)\n");
    EXPECT_EQ(errors("import \"net\" as n; let f = n::get;"),
              "1:28: `n::get` is a function of the host and no value (wrap it: |x| n::get(x))\n");
}

TEST(modules, the_hash_covers_the_imports) {
    const auto hash_with = [](const char* text) {
        native_table natives;
        compile_options options;
        options.natives = &natives;
        options.loader = [text](std::string_view path, std::string_view) {
            return std::expected<source_file, std::string>{source_file{std::string{path}, text}};
        };
        const auto made = compile("import \"m\" as m; m::f()", "main", options);
        return made->main().hash;
    };
    EXPECT_EQ(hash_with("fn f() { 1 }"), hash_with("fn f() { 1 }"));
    EXPECT_NE(hash_with("fn f() { 1 }"), hash_with("fn f() { 2 }"));
}

TEST(modules, dependencies_come_first_and_the_prelude_before_all) {
    native_table natives;
    compile_options options;
    options.natives = &natives;
    options.prelude = prelude_module();
    std::string asked;
    options.loader = [&](std::string_view path, std::string_view importer) {
        asked += std::string{importer} + "->" + std::string{path} + " ";
        return std::expected<source_file, std::string>{
            source_file{std::string{path}, path == "a" ? "import \"b\" as b;" : ""}};
    };
    const auto made = compile("import \"a\" as a; import \"b\" as b;", "main", options);
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_EQ(asked, "main->a a->b main->b ");
    std::string order;
    for (const auto& m : made->modules) order += m->name + " ";
    EXPECT_EQ(order, "prelude b a main ");
    EXPECT_EQ(made->main().imports.size(), 3U);
    EXPECT_EQ(made->main().imports[0].hash, prelude_module()->hash);
}

}  // namespace
}  // namespace bounce::script
