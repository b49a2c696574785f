#pragma once

#include "script/code/encode.hpp"
#include "script/code/liveness.hpp"
#include "script/code/module_code.hpp"
#include "script/code/opcodes.hpp"
#include "script/values/array.hpp"
#include "script/values/blob.hpp"
#include "script/values/string.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Modules made by hand, for the tests of what reads and checks them.

namespace bounce::script::sample {

inline void add_constant(module_code& m, value v) {
    m.constants.push_back(std::move(v));
    m.owned.add(m.constants.back());
}
inline void add_text(module_code& m, std::string_view text) {
    add_constant(m, make_string(nullptr, text));
}

/// A function with its safepoints.
inline function_code function(std::string name, std::uint8_t parameters, std::uint8_t registers,
                              std::vector<std::uint32_t> words,
                              std::vector<handler> handlers = {}) {
    function_code f;
    f.name = std::move(name);
    f.parameters = f.required = parameters;
    f.registers = registers;
    f.words = std::move(words);
    f.handlers = std::move(handlers);
    for (std::uint8_t n = 0; n < parameters; ++n)
        f.parameter_names.push_back("p" + std::to_string(n));
    if (auto found = find_safepoints(f)) f.safepoints = *std::move(found);
    return f;
}

/// Constants of every kind, a native, and four functions: the top level, the one that sets the globals,
/// `walk(items, out)` with a loop, a handler and calls of every kind, and `wait(ch, t)` with a select.
inline module_code module() {
    using enum opcode;
    module_code m;
    m.name = "sample.bounce";
    m.source = "let answer = 42; // é";
    add_text(m, "name");
    add_text(m, "a text that is too long for a value");
    add_constant(m, {});
    add_constant(m, value::boolean(true));
    add_constant(m, value::integer(-5'000'000'000));
    add_constant(m, value::floating(1.5));
    add_constant(m, value::character(U'é'));
    add_constant(m, value::duration(2'000'000'000));
    add_constant(m, make_blob(nullptr, {1, 2, 255}));
    add_constant(m, make_array(nullptr, {make_string(nullptr, "a"),
                                         make_string(nullptr, "a key that is long too")}));
    m.natives.push_back({"http", "get", 1, effect_class::read, 3});
    m.references.push_back({function_reference::own_module, 2});
    m.globals.push_back({"answer", true});
    m.exports.push_back({"walk", 2});

    m.functions.push_back(function("", 0, 6,
                                   {
                                       word_abc(new_array, 2, 0, 0),        // 0
                                       word_abc(new_array, 3, 0, 0),        // 1
                                       word_abc(call, 1, 0, 2), 0,          // 2
                                       word_abx(load_constant, 2, 9),       // 4
                                       word_abx(load_constant, 3, 1),       // 5
                                       word_abc(new_map, 4, 2, 2), 9,       // 6
                                       word_abc(place_set, 1, 4, 0), 1, 0,  // 8
                                       word_abc(return_value, 4),           // 11
                                   }));
    m.functions.push_back(function("", 0, 2,
                                   {
                                       word_abx(load_int, 1, 42),
                                       word_abx(global_set, 1, 0),
                                       word_abc(return_unit),
                                   }));
    m.functions.push_back(function("walk", 2, 9,
                                   {
                                       word_abc(new_iterator, 3, 1),                    // 0
                                       word_abc(next, 3, 4, 1), 10,                     // 1 -> 13
                                       word_abc(move, 7, 4),                            // 3
                                       word_abc(call_native, 6, 0, 1), 0,               // 4
                                       word_abc(move, 7, 5),                            // 6
                                       word_abc(invoke, 6, 2, 1), 0, 1, 1U << 24 | 5U,  // 7
                                       word_abx(jump, 0, 0),                            // 11
                                       word_abx(loop, 0, 0x10000 - 12),                 // 12 -> 1
                                       word_abc(return_value, 2),                       // 13
                                       word_abc(throw_value, 8),                        // 14
                                   },
                                   {{4, 13, 14, 8}}));
    m.functions.push_back(function("wait", 2, 6,
                                   {
                                       word_abc(select, 3, 0, 3),      // 0
                                       std::uint32_t{0} | 1U << 8, 0,  //
                                       std::uint32_t{2} | 2U << 8, 0,  //
                                       std::uint32_t{6}, 0,            //
                                       word_abc(load_function, 5), 0,  // 7
                                       word_abc(spawn, 4, 5),          // 9
                                       word_abc(return_value, 3),      // 10
                                   }));
    m.functions[2].places.push_back({0, 4, 6});
    m.functions[2].places.push_back({4, 0, 3});
    m.functions[2].locals.push_back({0, 14, 2, "out"});
    m.hash = hash_of_module(m);
    return m;
}

}  // namespace bounce::script::sample
