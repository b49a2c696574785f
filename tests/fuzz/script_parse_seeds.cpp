#include "walk.hpp"

std::vector<std::string> walk::start() {
    return {
        "let x = 0x1f + 1_0.5e-3 - 9223372036854775808;",
        "let [a, _, #{b: c}] = 2.5h; const Y = 'x'",
        "\"a\\n\\u2764\\\n  b\"\"c\" + #\"r\"# + ##\"\"#\"##",
        "`x${ `y${#{a: {1}}}` }z\\${ ``${f()}`",
        "/// d\nprivate durable fn int.f(a, b = 1) { this -= a ** b }",
        "import \"m\" as n; export x as y; export let z = n::f(global::Z);",
        "if a { 1 } else if !b { 2 } else { -3 }.c",
        "switch x { 1 | 'a' | 0..=5 if y => z, [1] => { } _ => break }",
        "for (x, i) in ..5 { do { continue } until x !in y; loop { break 1 ?? 2 } }",
        "a?.b?[1..].c[..=-2] += spawn |x, _| x.f(|| this)",
        "try { throw } catch (e) { return e < 1 && 2 >= 3 << 1 }",
        "select { [a] = recv(c) => a, t.join() => 1, after 7d => (), else => {} }",
        "a = b = c; f!(1); x ? y : z; 1 < 2 < 3; async; 1h30m",
        "#!/b\n/* /* */ */ #{a, \"b\": 1, a: 2} // \xC3\xA9\n\xE2\x80\x9Cq\xE2\x80\x9D",
    };
}

std::string walk::alphabet() { return "(){}[]#\"'`\\$.|=?;,:/* \n-0e_a\x80\xE2"; }
