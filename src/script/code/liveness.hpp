#pragma once

#include "script/code/module_code.hpp"

#include <optional>
#include <vector>

namespace bounce::script {

/// The safepoints that a function's code must have, with the registers that are live at each: what the
/// compiler writes into `safepoints`, and what the verifier compares it with. Reads `words`, `handlers`,
/// `registers` and `mutates_this`.
///
/// A register is live if some way through the code reads it before it is written. A throw leaves an
/// instruction before it has written anything, and leads to the innermost handler around it. In a
/// function that mutates `this`, R[0] is live everywhere, as the caller gets it back however it ends.
///
/// Nothing if the code is not well-formed (an instruction, a target or a handler is not what it should
/// be), or is so tangled that the answer takes more than `liveness_passes` walks over it; what a compiler
/// makes needs a walk for each level of nested loops.
[[nodiscard]] std::optional<std::vector<safepoint>> find_safepoints(const function_code& f);

/// The pcs of instructions that use a register for the last time without saying so: a `move` that could
/// be a `take`, an `invoke` on a plain register that could be `temporary`. Nothing for code whose
/// safepoints cannot be found either.
[[nodiscard]] std::vector<std::uint32_t> find_last_uses(const function_code& f);

inline constexpr unsigned liveness_passes = 1024;

}  // namespace bounce::script
