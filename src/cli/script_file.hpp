#pragma once

#include "bounce/base/result.hpp"
#include "bounce/script/engine.hpp"
#include "bounce/script/program.hpp"

#include <memory>
#include <optional>
#include <string>

namespace bounce::cli {

/// Compiles a script file and what it imports: "shop/stock" is shop/stock.bounce beside the importing
/// file. Prints what is wrong with it on standard error and gives nothing if it cannot be compiled.
[[nodiscard]] std::optional<script::program> compile_file(const std::string& path,
                                                          const script::engine& natives);

/// A whole file; the error names it.
[[nodiscard]] result<std::string> read_text_file(const std::string& path);

}  // namespace bounce::cli
