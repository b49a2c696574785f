#pragma once

#include "script/machine/module.hpp"

#include "bounce/script/script_error.hpp"

#include <cstdint>

namespace bounce::script {

/// The place in the source of the instruction at `pc`. Counts lines, so it is for errors only.
[[nodiscard]] script_error::place place_at(const linked_function& f, std::uint32_t pc);

/// "order.bounce:14:9"
[[nodiscard]] std::string describe(const script_error::place& p);

}  // namespace bounce::script
