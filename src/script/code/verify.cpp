#include "script/code/verify.hpp"

#include "script/code/verify_function.hpp"

#include <string>

namespace bounce::script {

namespace {

std::string check_tables(const module_code& m, std::span<const module_code* const> imports) {
    if (imports.size() != m.imports.size()) return "its imports are not all there";
    for (std::size_t n = 0; n < imports.size(); ++n)
        if (imports[n]->hash != m.imports[n].hash)
            return "the import \"" + m.imports[n].path +
                   "\" is another module than it was compiled with";
    if (m.functions.size() < 2) return "it has no top level";
    if (m.functions[0].parameters != 0 || m.functions[1].parameters != 0)
        return "its top level has parameters";
    for (const function_reference& r : m.references) {
        const bool own = r.import == function_reference::own_module;
        if (!own && r.import >= imports.size())
            return "a reference names an import that does not exist";
        const module_code& home = own ? m : *imports[r.import];
        if (r.function >= home.functions.size())
            return "a reference names a function that does not exist";
    }
    for (const exported_function& e : m.exports)
        if (e.function >= m.functions.size()) return "the export `" + e.name + "` is no function";
    return {};
}

std::string name_of(const module_code& m, std::size_t function) {
    if (function == 0) return "the top level";
    const std::string& name = m.functions[function].name;
    return "function " + std::to_string(function) + (name.empty() ? "" : " (" + name + ")");
}

}  // namespace

result<void> verify_module(const module_code& m, std::span<const module_code* const> imports) {
    std::string problem = check_tables(m, imports);
    for (std::size_t n = 0; n < m.functions.size() && problem.empty(); ++n) {
        problem = function_verifier{m, imports, m.functions[n]}.run();
        if (!problem.empty()) problem.insert(0, name_of(m, n) + ": ");
    }
    if (problem.empty()) return {};
    return error{errc::malformed}.in("verify module", m.name + ": " + problem);
}

}  // namespace bounce::script
