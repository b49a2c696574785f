#include "bounce/script/compile.hpp"

#include "script/compile/linker.hpp"
#include "script/syntax/line_index.hpp"

namespace bounce::script {

std::string compile_failure::text() const {
    std::string all;
    for (const file_diagnostics& f : files) {
        if (!all.empty()) all += '\n';
        all += render(f.found, f.source, f.file);
    }
    return all;
}

std::string compile_failure::summary() const {
    for (const file_diagnostics& f : files)
        for (const diagnostic& d : f.found) {
            if (d.level != diagnostic::severity::error) continue;
            const source_position at = line_index{f.source}.locate(d.where.offset);
            return f.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " +
                   d.message;
        }
    return "nothing is wrong";
}

std::expected<program, compile_failure> compile(std::string_view source, std::string_view name,
                                                const compile_options& options) {
    linker all{options};
    if (all.compile({std::string{name}, std::string{source}}) == nullptr)
        return std::unexpected{compile_failure{all.take_problems()}};
    return program{all.take_modules()};
}

}  // namespace bounce::script
