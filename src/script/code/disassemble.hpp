#pragma once

#include "script/code/module_code.hpp"

#include <string>

namespace bounce::script {

/// A module as text for people: constants, imports and each function with its instructions, the names and
/// constants they mean, its handlers and its safepoints with their live registers.
///
///     function 2 (order), 1 parameter, 6 registers
///        0  invoke          r2 r1 2      r1.items . reserve          ; call 1: r1 conn
///
/// Works on every decoded module, verified or not.
[[nodiscard]] std::string disassemble(const module_code& m);
[[nodiscard]] std::string disassemble(const module_code& m, const function_code& f);

}  // namespace bounce::script
