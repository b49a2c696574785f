#pragma once

#include "script/compile/module_names.hpp"
#include "script/syntax/parse.hpp"

#include "bounce/script/compile.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bounce::script {

/// Compiles a module and, before it, those that it imports.
class linker {
public:
    explicit linker(const compile_options& options);

    /// Null if something is wrong with it or with what it imports; `problems` then says what.
    const compiled_module* compile(const source_file& file);

    [[nodiscard]] std::vector<std::shared_ptr<const module_code>> take_modules() {
        return std::move(modules_);
    }
    [[nodiscard]] std::vector<file_diagnostics> take_problems() { return std::move(problems_); }

private:
    struct unit {
        std::shared_ptr<module_code> code;
        std::vector<imported> imports;      // of scripts, by their number
        std::vector<std::uint32_t> setups;  // references to functions that set their globals
        std::vector<diagnostic> problems;
        bool is_whole = true;  // all its imports are there
    };

    const compiled_module* import_script(const ast::import& i, std::string_view importer,
                                         std::vector<diagnostic>& problems);
    void collect_imports(const ast::module& m, module_names& names, unit& u);
    void collect_functions(const ast::module& m, module_names& names, unit& u);
    std::unique_ptr<compiled_module> generate(const ast::module& m, module_names& names, unit& u);
    void note_problems(const source_file& file, std::vector<diagnostic> found);
    [[nodiscard]] std::string cycle_to(std::string_view name) const;

    const compile_options& options_;
    library library_;
    std::map<std::string, std::unique_ptr<compiled_module>, std::less<>> done_;
    std::vector<std::string> in_progress_;
    std::vector<std::shared_ptr<const module_code>> modules_;
    std::vector<file_diagnostics> problems_;
};

}  // namespace bounce::script
