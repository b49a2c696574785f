#include "script/compile/library.hpp"

#include "script/code/intrinsics.hpp"
#include "script/compile/suggestion.hpp"

#include <algorithm>

namespace bounce::script {

library::library(const native_table* natives, const module_code* prelude) : natives_{natives} {
    if (prelude == nullptr) return;
    for (const function_code& f : prelude->functions)
        if (!f.name.empty() && !f.is_private) prelude_[f.name].push_back(&f);
}

const overload_set* library::core(std::string_view name) const {
    return natives_ == nullptr ? nullptr : natives_->find("", name);
}

bool library::in_prelude(std::string_view name, std::size_t arguments) const {
    const auto found = prelude_.find(name);
    if (found == prelude_.end()) return false;
    // Called with a receiver or, in call style, with the first argument in its place.
    return std::ranges::any_of(found->second, [&](const function_code* f) {
        return f->parameters == arguments || std::size_t{f->parameters} + 1 == arguments;
    });
}

bool library::knows(std::string_view name) const {
    return prelude_.contains(name) || core(name) != nullptr ||
           std::ranges::any_of(intrinsic_forms,
                               [&](const intrinsic_form& i) { return i.name == name; });
}

bool library::knows(std::string_view name, std::size_t arguments) const {
    if (is_intrinsic(name, arguments) || in_prelude(name, arguments)) return true;
    const overload_set* natives = core(name);
    return natives != nullptr && !natives->of_arity(arguments).empty();
}

bool library::may_mutate(std::string_view name) const {
    // x.call(f) runs f with x as its `this`.
    if (name == "call") return true;
    if (const auto found = prelude_.find(name); found != prelude_.end())
        if (std::ranges::any_of(found->second, &function_code::mutates_this)) return true;
    const overload_set* natives = core(name);
    return natives != nullptr && std::ranges::any_of(natives->all(), &native::mutates);
}

const native* library::operation(std::string_view name, std::size_t arguments) const {
    if (is_intrinsic(name, arguments) || in_prelude(name, arguments)) return nullptr;
    const overload_set* natives = core(name);
    if (natives == nullptr) return nullptr;
    for (const native* n : natives->of_arity(arguments))
        if (n->effects != effect_class::pure) return n;
    return nullptr;
}

void library::offer_names(suggestion& to) const {
    for (const auto& [name, functions] : prelude_) to.offer(name);
    for (const intrinsic_form& i : intrinsic_forms) to.offer(i.name);
    if (natives_ == nullptr) return;
    for (const std::string_view name : natives_->names("")) to.offer(name);
}

}  // namespace bounce::script
