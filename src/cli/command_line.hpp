#pragma once

#include "cli/exit_status.hpp"

#include <span>

namespace bounce::cli {

/// Does what the arguments (the program's name first) ask for and gives the exit status.
[[nodiscard]] int run(std::span<char*> arguments);

}  // namespace bounce::cli
