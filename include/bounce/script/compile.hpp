#pragma once

#include "bounce/script/diagnostic.hpp"
#include "bounce/script/native_table.hpp"
#include "bounce/script/program.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bounce::script {

/// A file as a loader found it. The name identifies it: two imports of one name are one module.
struct source_file {
    std::string name;
    std::string text;
};

/// Finds the script module that `importer` (a name this loader gave, or that of the first source) means
/// by `path`; otherwise the reason why there is none: "no file shop/stock.bounce".
using source_loader = std::function<std::expected<source_file, std::string>(
    std::string_view path, std::string_view importer)>;

struct compile_options {
    /// What scripts may call. Modules that it has are imported from it and not from the loader.
    const native_table* natives = nullptr;
    /// The module whose functions everyone has without an import; null while it is compiled itself.
    std::shared_ptr<const module_code> prelude;
    /// Without one, script modules cannot be imported.
    source_loader loader;
    std::uint16_t depth = 256;  ///< of nested constructs
    std::size_t modules = 1000;
};

/// What is wrong with one file.
struct file_diagnostics {
    std::string file;
    std::string source;
    std::vector<diagnostic> found;
};

struct compile_failure {
    std::vector<file_diagnostics> files;

    /// All of it, as a terminal shows it.
    [[nodiscard]] std::string text() const;
    /// The first error in one line: "order.bounce:3:9: unknown name `x`".
    [[nodiscard]] std::string summary() const;
};

/// Compiles a source and everything that it imports. `name` is its file name, for messages and for the
/// loader.
[[nodiscard]] std::expected<program, compile_failure> compile(std::string_view source,
                                                              std::string_view name,
                                                              const compile_options& options);

}  // namespace bounce::script
