#pragma once

#include "property.hpp"
#include "script/compile/prelude_module.hpp"
#include "script/machine/module.hpp"

#include "bounce/script/compile.hpp"
#include "bounce/script/engine.hpp"
#include "bounce/script/image.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace fuzz {

/// A program that holds something of every kind while it waits.
inline constexpr std::string_view script_sample = R"(
let ch = channel(2);
let gate = semaphore(1);
let list = [1, 2.5, "a text that is longer than fourteen bytes", 'x', 2s, 1..5, blob(2, 7)];
let keep = || { list.push(#{ a: 1, b: [()] }); list };
fn change() { sleep(1h); this.push(1); }
let taker = spawn || { for item in ch { print(item); } };
let holder = spawn || { gate.acquire(); signal("go") };
let other = spawn || gate.acquire();
let changer = spawn || list.change();
let joiner = spawn || holder.join();
let bad = spawn || { throw #{ why: "no" }; };
ch.send(keep);
for (x, i) in [7, 8, 9] {
    try {
        select {
            v = signal("x") => print(v),
            after 1s => print(x + i),
        };
    } catch (e) { print(e); }
}
)";

inline const bounce::script::executable& script_program() {
    using namespace bounce::script;
    static const executable made = [] {
        const std::shared_ptr<const engine> natives = engine::standard();
        compile_options options;
        options.natives = &natives->natives();
        options.prelude = prelude_module();
        auto compiled = compile(script_sample, "sample.bounce", options);
        require(compiled.has_value(), "the sample compiles");
        auto linked = executable::link(natives, *compiled);
        require(linked.has_value(), "the sample is linked");
        return *std::move(linked);
    }();
    return made;
}

}  // namespace fuzz
