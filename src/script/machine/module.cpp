#include "script/machine/module.hpp"

namespace bounce::script {

const linked_function* module::find(std::string_view name, std::size_t parameters) const noexcept {
    return find_typed({}, name, parameters);
}

const linked_function* module::find_typed(std::string_view type, std::string_view name,
                                          std::size_t parameters) const noexcept {
    const auto found = by_name.find(name);
    if (found == by_name.end()) return nullptr;
    for (const linked_function* f : found->second)
        if (f->code->parameters == parameters && f->code->receiver_type == type) return f;
    return nullptr;
}

}  // namespace bounce::script
