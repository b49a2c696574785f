#include "support.hpp"

#include <gtest/gtest.h>

namespace bounce::script {
namespace {

TEST(spawn, arguments_are_evaluated_now_and_the_call_in_the_fiber) {
    EXPECT_EQ(run("fn f(a, b) { print(\"in\"); a + b } let n = 1; let t = spawn f(n, 2); n = 50; "
                  "print(\"out\"); t.join()"),
              "out\nin\n=> 3");
    EXPECT_EQ(run("fn f() { 4 } let t = spawn f(); t.join()"), "4");
    EXPECT_EQ(run("let f = |x| x * 2; let t = spawn f(21); t.join()"), "42");
    EXPECT_EQ(run("let t = spawn || 7; t.join()"), "7");
    EXPECT_EQ(run("let m = #{f: || 8}; let t = spawn m.f; t.join()"), "8");
    EXPECT_EQ(run("let t = spawn len([1, 2]); t.join()"), "2");
    EXPECT_EQ(run("let a = [1, 2, 3]; let t = spawn a.len(); a = []; t.join()"), "3");
    EXPECT_EQ(run("let t = spawn sleep(1s); t.join()"), "()");
    EXPECT_EQ(
        run("import \"m\" as m; let t = spawn m::f(5); t.join()", {{"m", "fn f(x) { x + 1 }"}}),
        "6");
}

TEST(spawn, a_null_safe_call_needs_a_closure) {
    EXPECT_EQ(errors("let m = (); spawn m?.f();"),
              "1:19: `spawn` cannot call with `?.` (spawn a closure: spawn || ...)\n");
}

TEST(select, takes_the_first_arm_that_is_ready) {
    const std::string two = "let a = channel(1); let b = channel(1); ";
    EXPECT_EQ(run(two + "b.send(5); select { x = a.recv() => [1, x], x = b.recv() => [2, x] }"),
              "[2, 5]");
    EXPECT_EQ(
        run(two + "a.send(4); b.send(5); select { x = b.recv() => [1, x], x = recv(a) => [2, x] }"),
        "[1, 5]");
    EXPECT_EQ(run(two + "select { x = a.recv() => x, else => \"none\" }"), "\"none\"");
    EXPECT_EQ(run(two + "select { x = a.recv() => x, b.send(1) => \"sent\", else => 0 }"),
              "\"sent\"");
    EXPECT_EQ(run(two + "select { x = a.recv() => x, after 1s => \"late\" }"), "\"late\"");
    EXPECT_EQ(
        run("fn f() { 3 } let t = spawn f(); select { x = t.join() => x + 1, after 1s => 0 }"),
        "4");
    EXPECT_EQ(run("let x = select { s = signal(\"go\") => s, after 2s => \"timeout\" }; x"),
              "\"timeout\"");
    EXPECT_EQ(run(two + "a.send([1, 2]); select { [x, y] = a.recv() => x + y }"), "3");
}

TEST(select, may_wait_for_the_host) {
    EXPECT_EQ(run("import \"net\" as n; select { r = n::get(\"x\") => r, after 1s => \"late\" }"),
              "\"late\"");
    EXPECT_EQ(run("select { r = step(\"a\", || 1) => r, after 1s => \"late\" }"), "\"late\"");
}

TEST(select, cannot_wait_for_anything_else) {
    const std::string help =
        " (it waits for recv, send, join, signal, calls of the host, and `after` a duration; for "
        "anything "
        "else spawn a fiber before it and wait for that: t.join())\n";
    EXPECT_EQ(errors("fn f() { 1 } select { x = f() => x }"),
              "1:27: `select` cannot wait for this" + help);
    EXPECT_EQ(errors("import \"net\" as n; select { x = n::escape(\"\") => x }"),
              "1:33: `select` cannot wait for this" + help);
    EXPECT_EQ(errors("let f = || 1; select { f() => 2 }"),
              "1:24: `select` cannot wait for this" + help);
}

}  // namespace
}  // namespace bounce::script
