#pragma once

#include "script/machine/isolate_state.hpp"

#include <string>

namespace bounce::script {

/// Why the state cannot be stored: the way to the first thing that exists only in this process.
///
///     fiber 2 > client() > local conn: a net::conn cannot be stored
[[nodiscard]] std::string describe_not_storable(const isolate_state& s);

}  // namespace bounce::script
