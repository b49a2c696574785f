#include "script/compile/prelude_module.hpp"
#include "script/values/walks.hpp"

#include "bounce/script/compile.hpp"
#include "bounce/script/engine.hpp"
#include "bounce/script/isolate.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

namespace bounce::script {
namespace {

/// What a script evaluates to, as `debug` shows it, or "ErrorKind" of how it failed. Time passes only when
/// the script waits for it.
std::string result_of(std::string_view source) {
    static const std::shared_ptr<const engine> standard = engine::standard();
    compile_options options;
    options.natives = &standard->natives();
    options.prelude = prelude_module();
    auto compiled = compile(source, "test.bounce", options);
    if (!compiled) return compiled.error().text();
    auto linked = executable::link(standard, *compiled);
    if (!linked) return linked.error().message();
    isolate iso{*linked};
    iso.start();
    nanoseconds now{1'700'000'000'000'000'000};
    for (;;) {
        const run_result r = iso.run(now, 1'000'000);
        switch (r.state) {
            case run_state::finished: return to_debug_text(r.result);
            case run_state::failed:
                return r.error->is_thrown ? "thrown " + to_debug_text(r.error->thrown)
                                          : std::string{error_name(r.error->kind)};
            case run_state::blocked:
                if (!r.wake_at) return iso.describe_waits();
                now = *r.wake_at;
                break;
            case run_state::out_of_fuel: break;
            case run_state::stuck: return "stuck";
        }
    }
}

struct prelude_case {
    std::string_view source;
    std::string_view expected;
};

void check(std::initializer_list<prelude_case> cases) {
    for (const prelude_case& c : cases) EXPECT_EQ(result_of(c.source), c.expected) << c.source;
}

TEST(prelude, callbacks_take_the_element_its_number_or_this) {
    check({
        {"[1, 2, 3].map(|x| x * 2)", "[2, 4, 6]"},
        {"[1, 2, 3].map(|x, i| x * i)", "[0, 2, 6]"},
        {"[1, 2, 3].map(|| this + 1)", "[2, 3, 4]"},
        {"map([1], |x| x + 41)[0]", "42"},
        {"let x = [1, 2]; x.map(|| { this += 1; this }); x", "[1, 2]"},
        {"[].map(|x| x)", "[]"},
        {"let a = [1, 2]; a.for_each(|| this *= 10); a", "[10, 20]"},
        {"let b = []; [7, 8].for_each(|x, i| b.push([x, i])); b", "[[7, 0], [8, 1]]"},
        {"let s = 0; [1, 2].for_each(|x| s += x); s", "3"},
        {"[1, 2, 3].filter(|x| x > 1)", "[2, 3]"},
        {"[1, 2, 3].filter(|x, i| i > 1)", "[3]"},
        {"[1, 2, 3].filter(|| this == 2)", "[2]"},
        {"[1].map(|a, b, c| a)", "ErrorFunctionNotFound"},
        {"[1, 2].filter(|x| x)", "ErrorMismatchDataType"},
    });
}

TEST(prelude, callbacks_by_name_are_functions_of_the_script_or_of_the_library) {
    check({
        {"fn twice(x) { x * 2 } [1, 2].map(\"twice\")", "[2, 4]"},
        {"fn twice(x) { x * 2 } [1, 2].map(Fn(\"twice\"))", "[2, 4]"},
        {"fn twice() { this * 2 } [1, 2].map(Fn(\"twice\"))", "[2, 4]"},
        {"[-1, 2].map(Fn(\"abs\"))", "[1, 2]"},
        {"fn add(a, b) { a + b } [1, 2].map(Fn(\"add\").curry(10))", "[11, 12]"},
        {"[1].map(\"nobody\")", "ErrorFunctionNotFound"},
    });
}

TEST(prelude, folding_and_zipping) {
    check({
        {"[1, 2, 3].reduce(|sum, x| (sum ?? 0) + x)", "6"},
        {"[1, 2, 3].reduce(|sum, x, i| sum + x * i, 100)", "108"},
        {"[1, 2, 3].reduce(|sum| sum + this, 1)", "7"},
        {"[\"a\", \"b\"].reduce_rev(|s, x| s + x, \"\")", "\"ba\""},
        {"[\"a\", \"b\"].reduce_rev(|s, x, i| s + x + i, \"\")", "\"b1a0\""},
        {"[1, 2].reduce_rev(|s, x| x)", "1"},
        {"[].reduce(|s, x| x)", "()"},
        {"[1, 2, 3].zip([4, 5], |a, b| a + b)", "[5, 7]"},
        {"[1].zip([4, 5], |a, b, i| [a, b, i])", "[[1, 4, 0]]"},
    });
}

TEST(prelude, looking_for_elements) {
    check({
        {"[1, 2, 3, 2].index_of(2, 2)", "3"},
        {"[1, 2, 3].index_of(|x| x > 1)", "1"},
        {"[1, 2, 3].index_of(|x, i| i == 2)", "2"},
        {"[1, 2, 3].index_of(|| this == 3, -1)", "2"},
        {"fn is_two(x) { x == 2 } [1, 2, 3, 2].index_of(\"is_two\", 2)", "3"},
        {"[\"abs\", \"x\"].index_of(\"x\")", "1"},
        {"[\"a\"].index_of(\"len\")", "-1"},
        {"\"hello\".index_of(\"l\")", "2"},
        {"[3, 4].find_index(|x| x == 4)", "1"},
        {"[3, 4].find_index(|x| x == 3, 1)", "-1"},
        {"[3, 4].find(|x| x > 3)", "4"},
        {"[3, 4].find(|x| x > 5)", "()"},
        {"[3, 4].find_map(|x| if x > 3 { x * 2 })", "8"},
        {"[3, 4].find_map(|x, i| if i > 0 { i })", "1"},
        {"[1, 2].some(|x| x > 1)", "true"},
        {"[].some(|x| true)", "false"},
        {"[1, 2].all(|x| x > 1)", "false"},
        {"[].all(|x| false)", "true"},
    });
}

TEST(prelude, taking_elements_out) {
    check({
        {"let a = [1, 2, 3, 4]; [a.drain(|x| x % 2 == 0), a]", "[[2, 4], [1, 3]]"},
        {"let a = [1, 2, 3, 4]; [a.retain(|x, i| i < 1), a]", "[[2, 3, 4], [1]]"},
        {"let a = [1, 2, 3]; [a.drain(0..=1), a]", "[[1, 2], [3]]"},
        {"let a = [1, 2, 3]; [a.retain(1..2), a]", "[[1, 3], [2]]"},
        {"let a = [1, 2, 3]; [a.drain(1, 1), a]", "[[2], [1, 3]]"},
        {"let a = [1, 1, 2, 1]; a.dedup(); a", "[1, 2, 1]"},
        {"let a = [1, 5, 2, 8]; a.dedup(|x, y| y > x); a", "[1]"},
        {"let b = blob(3, 7); [b.drain(0..1), b]", "[[07], [0707]]"},
        {"let m = #{a: 1, b: 2}; [m.drain(|k, v| v > 1), m]", "[#{\"b\": 2}, #{\"a\": 1}]"},
        {"let m = #{a: 1, b: 2}; [m.retain(|k, v| v > 1), m]", "[#{\"a\": 1}, #{\"b\": 2}]"},
        {"#{a: 1, b: 2}.filter(|k, v| k == \"a\")", "#{\"a\": 1}"},
        {"#{a: 1}.map(|k, v| k + v)", "#{\"a\": \"a1\"}"},
    });
}

TEST(prelude, sorting) {
    check({
        {"let a = [3, 1, 2]; a.sort(); a", "[1, 2, 3]"},
        {"let a = [3, 1, 2]; a.sort(|a, b| b - a); a", "[3, 2, 1]"},
        {"let a = [3, 1, 2]; a.sort(|a, b| a < b); a", "[1, 2, 3]"},
        {"[3, 1, 2].order_by(|a, b| a - b)", "[1, 2, 3]"},
        {"let a = [[1, 0], [0, 1], [1, 2], [0, 3], [1, 4]]; a.sort_by(|x, y| x[0] - y[0]);"
         " a.map(|x| x[1])",
         "[1, 3, 0, 2, 4]"},
        {"let a = []; for i in 0..200 { a.push(i * 7919 % 200); } a.sort(|x, y| x - y);"
         " let good = true; for (x, i) in a { good = good && x == i; } good",
         "true"},
        {"let a = [2, 1]; a.sort(|x, y| throw \"no\"); a", "thrown \"no\""},
    });
}

TEST(prelude, a_callback_may_suspend) {
    check({
        {"let a = [3, 1, 2]; a.sort(|x, y| { sleep(1s); x - y }); a", "[1, 2, 3]"},
        {"let start = timestamp(); [1, 2].for_each(|x| sleep(2)); start.elapsed", "4.0"},
    });
}

TEST(prelude, cleanup_runs_however_the_body_ends) {
    check({
        {"let log = []; let r = finally(|| 5, || log.push(1)); [r, log]", "[5, [1]]"},
        {"let log = []; try { finally(|| throw 7, || log.push(1)); } catch (e) { log.push(e); } "
         "log",
         "[1, 7]"},
        {"let log = []; let t = spawn || finally(|| sleep(1h), || log.push(1)); sleep(1s);"
         " t.cancel(); try { t.join(); } catch {} log",
         "[1]"},
    });
}

TEST(prelude, a_semaphore_bounds_how_many_run_at_once) {
    check({
        {"let gate = semaphore(2); let now = 0; let most = 0;"
         " let tasks = [1, 2, 3, 4, 5].map(|u| spawn || gate.with(|| {"
         "   now += 1; most = max(most, now); sleep(1s); now -= 1; u }));"
         " let all = tasks.map(|t| t.join()); [all, most]",
         "[[1, 2, 3, 4, 5], 2]"},
        {"let gate = semaphore(1); try { gate.with(|| throw 1); } catch {} gate.with(|| 2)", "2"},
    });
}

TEST(prelude, a_timeout_cancels_what_takes_too_long) {
    check({
        {"with_timeout(1s, || { sleep(10ms); 42 })", "42"},
        {"with_timeout(1, || 42)", "42"},
        {"with_timeout(0.5, || 42)", "42"},
        {"try { with_timeout(50ms, || sleep(5s)); } catch (e) { e.kind + e.after }",
         "\"timed_out50ms\""},
        {"try { with_timeout(1s, || throw #{ kind: \"http\" }) } catch (e) { e.kind }", "\"http\""},
        {"let log = []; try { with_timeout(1s, || { try { sleep(1h); } catch (e) { "
         "log.push(e.error);"
         " throw e; } }); } catch {} log",
         "[\"ErrorCancelled\"]"},
    });
}

}  // namespace
}  // namespace bounce::script
