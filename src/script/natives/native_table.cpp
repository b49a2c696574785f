#include "bounce/script/native_table.hpp"

#include <algorithm>
#include <cctype>

namespace bounce::script {

bool accepts(parameter_type type, const value& v) noexcept {
    switch (type) {
        case parameter_type::any: return true;
        case parameter_type::unit: return v.is_unit();
        case parameter_type::boolean: return v.is_bool();
        case parameter_type::integer: return v.is_int();
        case parameter_type::floating: return v.is_float();
        case parameter_type::number: return v.is_int() || v.is_float();
        case parameter_type::character: return v.is_char();
        case parameter_type::text: return v.is_string() || v.is_char();
        case parameter_type::string: return v.is_string();
        case parameter_type::array: return v.is_array();
        case parameter_type::blob: return v.is_blob();
        case parameter_type::map: return v.is_map();
        case parameter_type::range: return v.is_range();
        case parameter_type::fn: return v.is_fn();
        case parameter_type::duration: return v.is_duration();
        case parameter_type::timestamp: return v.is_timestamp();
        case parameter_type::iterator: return v.is(kind::iterator);
        case parameter_type::channel: return v.is(kind::channel);
        case parameter_type::semaphore: return v.is(kind::semaphore);
        case parameter_type::task: return v.is(kind::task);
        case parameter_type::host_handle: return v.is(kind::host_handle);
    }
    return false;
}

bool native::matches(std::span<const value> args) const noexcept {
    if (args.size() != parameters.size()) return false;
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (!accepts(parameters[i], args[i])) return false;
    }
    return true;
}

std::span<const native* const> overload_set::of_arity(std::size_t arity) const noexcept {
    if (arity >= by_arity_.size()) return {};
    return by_arity_[arity];
}

const native* overload_set::select(std::span<const value> args) const noexcept {
    // Within an arity those with fewer `any` stand first.
    for (const native* const n : of_arity(args.size())) {
        if (n->matches(args)) return n;
    }
    return nullptr;
}

bool overload_set::may_mutate(std::size_t arity) const noexcept {
    return std::ranges::any_of(of_arity(arity), &native::mutates);
}

const native* overload_set::property_of(const value& receiver) const noexcept {
    const native* const found = select({&receiver, 1});
    return found != nullptr && found->property ? found : nullptr;
}

void native_table::add(native n) {
    auto& set = modules_[n.module][n.name];
    set.name_ = n.name;
    if (set.by_arity_.size() <= n.parameters.size()) set.by_arity_.resize(n.parameters.size() + 1);
    auto& same_arity = set.by_arity_[n.parameters.size()];
    for (const native* const known : same_arity) {
        if (known->parameters != n.parameters) continue;
        n.index = known->index;
        *natives_[known->index] = std::move(n);
        return;
    }
    n.index = static_cast<std::uint32_t>(natives_.size());
    natives_.push_back(std::make_unique<native>(std::move(n)));
    const native* const added = natives_.back().get();
    set.all_.push_back(added);
    const auto vagueness = [](const native* x) {
        return std::ranges::count(x->parameters, parameter_type::any) * 8 +
               std::ranges::count(x->parameters, parameter_type::number) +
               std::ranges::count(x->parameters, parameter_type::text);
    };
    const auto place = std::ranges::upper_bound(same_arity, vagueness(added), {}, vagueness);
    same_arity.insert(place, added);
}

const overload_set* native_table::find(std::string_view module,
                                       std::string_view name) const noexcept {
    const auto in = modules_.find(module);
    if (in == modules_.end()) return nullptr;
    const auto found = in->second.find(name);
    return found != in->second.end() ? &found->second : nullptr;
}

bool native_table::has_module(std::string_view module) const noexcept {
    return modules_.find(module) != modules_.end();
}

std::vector<std::string_view> native_table::names(std::string_view module) const {
    std::vector<std::string_view> all;
    if (const auto in = modules_.find(module); in != modules_.end()) {
        for (const auto& entry : in->second) all.push_back(entry.first);
    }
    return all;
}

std::vector<std::string_view> native_table::modules() const {
    std::vector<std::string_view> all;
    all.reserve(modules_.size());
    for (const auto& entry : modules_) all.push_back(entry.first);
    return all;
}

fallible<value> native_table::call(native_context& context, std::string_view name,
                                   native_arguments args) const {
    const overload_set* const set = find("", name);
    const native* const found = set != nullptr ? set->select(args) : nullptr;
    if (found == nullptr || found->call == nullptr) {
        return std::unexpected{function_not_found(name, args)};
    }
    return found->call(context, args, found->state.get());
}

failure function_not_found(std::string_view name, std::span<const value> args) {
    const bool is_operator =
        name == "in" ||
        (!name.empty() && std::ispunct(static_cast<unsigned char>(name[0])) != 0 && name[0] != '_');
    std::string message = name.empty()  ? "this function does not take ("
                          : is_operator ? "no operator `" + std::string{name} + "` takes ("
                                        : "no function `" + std::string{name} + "` takes (";
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (i > 0) message += ", ";
        message += type_name(args[i]);
    }
    message += ')';
    return {error_kind::function_not_found, std::move(message)};
}

}  // namespace bounce::script
