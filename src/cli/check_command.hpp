#pragma once

#include <string>
#include <vector>

namespace bounce::cli {

/// Compiles the files and says what is wrong with them.
[[nodiscard]] int check_scripts(const std::vector<std::string>& files);

/// Prints the code that a script compiles to.
[[nodiscard]] int disassemble_script(const std::string& file);

}  // namespace bounce::cli
