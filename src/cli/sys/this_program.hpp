#pragma once

#include <string>

namespace bounce::cli {

/// A path that starts the program that is running, even if its file has been replaced since.
[[nodiscard]] std::string this_program();

}  // namespace bounce::cli
