#pragma once

#include <string>
#include <vector>

namespace walk {

/// Where a walk begins: each program defines its own.
[[nodiscard]] std::vector<std::string> start();
/// Characters that mean something to the parser.
[[nodiscard]] std::string alphabet();

}  // namespace walk
