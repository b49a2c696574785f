#pragma once

#include "script/code/module_code.hpp"

#include "bounce/base/result.hpp"

#include <span>

namespace bounce::script {

/// Whether the machine may run this module, wherever it came from. What was verified can still fail in
/// every way a program can, and no other:
///
/// - each instruction is known and complete; unused operands are zero;
/// - registers, windows with their arguments, lists, paths and arms lie inside the function's registers;
///   constants, globals, references and imports exist and have the kind that is asked for; calls pass as
///   many arguments as there are parameters;
/// - jumps lead to instructions, forward except for `loop`; the last instruction goes nowhere else;
///   handlers are nested and lead forward;
/// - no register is read that was not written on every way there, apart from `this` and the parameters;
///   nothing that is needed after a call lies where the callee's frame will be;
/// - the safepoints are exactly those of the code, each with exactly the live registers.
///
/// What values are is checked when the code runs. `imports[i]` is the verified module of `m.imports[i]`.
/// The errors name the module, the function and the instruction.
[[nodiscard]] result<void> verify_module(const module_code& m,
                                         std::span<const module_code* const> imports);

}  // namespace bounce::script
