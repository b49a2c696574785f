#include "script/compile/module_names.hpp"

#include "script/code/opcodes.hpp"
#include "script/compile/suggestion.hpp"

namespace bounce::script {

const exported_function* compiled_module::find(std::string_view name,
                                               std::size_t parameters) const noexcept {
    for (const exported_function& f : code->exports)
        if (f.name == name && code->functions[f.function].parameters == parameters) return &f;
    return nullptr;
}

bool compiled_module::needs_setup() const noexcept {
    const std::vector<std::uint32_t>& words = code->functions[1].words;
    return words.size() != 1 || words.front() != word_abc(opcode::return_unit);
}

void module_names::add(callable f) { functions_[f.syntax->id.text].push_back(f); }

std::span<const callable> module_names::functions(std::string_view name) const {
    const auto found = functions_.find(name);
    if (found == functions_.end()) return {};
    return found->second;
}

const callable* module_names::function(std::string_view name, std::size_t arguments) const {
    for (const callable& f : functions(name))
        if (!f.is_typed() && f.parameters == arguments) return &f;
    return nullptr;
}

const imported* module_names::import(std::string_view alias) const {
    const auto found = imports_.find(alias);
    return found == imports_.end() ? nullptr : &found->second;
}

void module_names::offer_functions(suggestion& to) const {
    for (const auto& [name, overloads] : functions_) to.offer(name);
    library_->offer_names(to);
}

}  // namespace bounce::script
