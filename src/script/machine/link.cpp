#include "script/code/operands.hpp"
#include "script/machine/module.hpp"
#include "script/values/fn.hpp"
#include "script/values/string.hpp"

#include "bounce/script/executable.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace bounce::script {

namespace {

using module_ptr = std::shared_ptr<const module_code>;

/// Makes modules of a program's code and fills in what they refer to.
class linker {
public:
    explicit linker(linked_program& to) : to_{to} {}

    fallible<void> add(const program& from) {
        for (const module_ptr& code : from.modules)
            if (auto added = add(code); !added) return added;
        const auto& imports = to_.modules.back()->imports;
        to_.prelude = imports.empty() ? nullptr : imports.front();
        for (const auto& m : to_.modules)
            if (auto linked = link(*m); !linked) return linked;
        return {};
    }

private:
    fallible<void> add(const module_ptr& code) {
        auto made = std::make_unique<module>();
        made->code = code;
        made->index = static_cast<std::uint32_t>(to_.modules.size());
        made->owner = &to_;
        for (const module_import& import : code->imports) {
            const module* found = known_as(import);
            if (found == nullptr)
                return fail(error_kind::module_not_found, "module " + code->name + " imports " +
                                                              import.path + ", which is not here");
            made->imports.push_back(found);
        }
        make_functions(*made);
        to_.modules.push_back(std::move(made));
        return {};
    }

    // Only those added before: so imports never go in circles.
    [[nodiscard]] const module* known_as(const module_import& import) const {
        for (const auto& m : to_.modules) {
            const bool same = import.hash == module_hash{} ? m->code->name == import.path
                                                           : m->code->hash == import.hash;
            if (same) return m.get();
        }
        return nullptr;
    }

    static void make_functions(module& m) {
        m.functions.reserve(m.code->functions.size());
        for (const function_code& f : m.code->functions) {
            const auto index = static_cast<std::uint32_t>(m.functions.size());
            m.functions.push_back({&f, &m, index, f.words, f.registers, m.code->constants.data()});
        }
        for (const linked_function& f : m.functions) {
            if (!f.code->name.empty()) m.by_name[f.code->name].push_back(&f);
            value made = make_fn(nullptr, &m, f.index, f.code->parameters,
                                 make_string(nullptr, f.code->name));
            as<fn_object>(made).anonymous = f.code->name.empty();
            m.immortals.add(made);
            m.function_values.push_back(std::move(made));
        }
    }

    fallible<void> link(module& m) {
        for (const function_reference& r : m.code->references) {
            const module* home =
                r.import == function_reference::own_module ? &m : m.imports.at(r.import);
            if (r.function >= home->functions.size())
                return fail(error_kind::function_not_found,
                            "module " + m.code->name + " calls function " +
                                std::to_string(r.function) + " of " + home->code->name +
                                ", which has fewer");
            m.references.push_back(&home->functions[r.function]);
        }
        for (const native_import& import : m.code->natives)
            if (auto linked = link_native(m, import); !linked) return linked;
        for (const value& constant : m.code->constants)
            m.properties.push_back(constant.is_string() ? property_natives(constant.text())
                                                        : nullptr);
        for (linked_function& f : m.functions) link_sites(m, f);
        return {};
    }

    [[nodiscard]] const overload_set* property_natives(std::string_view name) const {
        const overload_set* all = to_.natives->natives().find({}, name);
        if (all == nullptr) return nullptr;
        const bool some = std::ranges::any_of(all->of_arity(1), &native::property);
        return some ? all : nullptr;
    }

    fallible<void> link_native(module& m, const native_import& import) const {
        const overload_set* all = to_.natives->natives().find(import.module, import.name);
        bool arity = false;
        if (all != nullptr) {
            for (const native* n : all->of_arity(import.arity)) {
                arity = true;
                if (n->effects != import.effects || n->version != import.version) continue;
                m.natives.push_back({&import, all, n->call == nullptr});
                return {};
            }
        }
        const std::string what = import.module + (import.module.empty() ? "" : "::") + import.name +
                                 "/" + std::to_string(import.arity) + " (version " +
                                 std::to_string(import.version) + ")";
        return fail(error_kind::function_not_found,
                    "module " + m.code->name + " needs the native " + what +
                        (arity ? ", which is here in another version or with another class"
                               : ", which is not here"));
    }

    void link_sites(module& m, linked_function& f) {
        for (std::size_t pc = 0; pc < f.words.size();) {
            const auto i = decode_instruction(f.words, pc);
            if (!i) return;  // not verified code; the interpreter never gets there
            if (i->op() == opcode::invoke) f.words[pc + 1] = site(m, i->extensions[0], i->c());
            pc = i->end();
        }
    }

    std::uint32_t site(module& m, std::uint32_t word, std::uint8_t arguments) {
        const auto key = std::pair{word, arguments};
        auto& numbers = sites_[&m];
        if (const auto known = numbers.find(key); known != numbers.end()) return known->second;
        const auto number = static_cast<std::uint32_t>(m.sites.size());
        m.sites.push_back(make_site(m, word, arguments));
        numbers.emplace(key, number);
        return number;
    }

    [[nodiscard]] invoke_site make_site(const module& m, std::uint32_t word,
                                        std::uint8_t arguments) const {
        invoke_site s;
        s.name = m.code->constants.at(word & call_flags::name_mask);
        s.flags = word & ~call_flags::name_mask;
        s.arguments = arguments;
        const std::string_view name = s.name.text();
        const bool receiver = (s.flags & call_flags::no_receiver) == 0;
        const std::size_t all = arguments + (receiver ? 1U : 0U);
        if ((s.flags & call_flags::call_style) == 0)
            collect(m, name, arguments, s.typed_methods, s.method, true);
        if (to_.prelude != nullptr && to_.prelude != &m)
            collect(*to_.prelude, name, arguments, s.prelude_typed, s.prelude, false);
        if (to_.prelude != nullptr && to_.prelude != &m && receiver) {
            const linked_function* f = to_.prelude->find(name, all);
            if (f != nullptr && !f->code->is_private) s.prelude_free = f;
        }
        for (std::size_t n = 0; n < intrinsic_forms.size(); ++n) {
            const intrinsic_form& form = intrinsic_forms[n];
            const int wanted = form.arguments + (form.on == receiver::none ? 0 : 1);
            const bool fits =
                form.arguments < 0 ? receiver : static_cast<std::size_t>(wanted) == all;
            if (form.name == name && fits) s.intrinsics.push_back(static_cast<intrinsic>(n));
        }
        s.natives = to_.natives->natives().find({}, name);
        if (s.natives != nullptr && s.natives->of_arity(all).empty()) s.natives = nullptr;
        s.is_call = s.typed_methods.empty() && s.method == nullptr && !s.intrinsics.empty() &&
                    s.intrinsics.front() == intrinsic::call_fn;
        s.may_mutate = s.natives != nullptr && s.natives->may_mutate(all);
        return s;
    }

    static void collect(const module& m, std::string_view name, std::size_t parameters,
                        std::vector<invoke_site::typed>& typed, const linked_function*& any,
                        bool own) {
        const auto found = m.by_name.find(name);
        if (found == m.by_name.end()) return;
        for (const linked_function* f : found->second) {
            if (f->code->parameters != parameters) continue;
            if (f->code->is_private && !own) continue;
            if (f->code->receiver_type.empty())
                any = f;
            else
                typed.push_back({f->code->receiver_type, f});
        }
    }

    linked_program& to_;
    std::map<const module*, std::map<std::pair<std::uint32_t, std::uint8_t>, std::uint32_t>> sites_;
};

}  // namespace

fallible<executable> executable::link(std::shared_ptr<const engine> natives,
                                      const program& modules) {
    auto linked = std::make_shared<linked_program>();
    linked->natives = std::move(natives);
    if (auto added = linker{*linked}.add(modules); !added)
        return std::unexpected{std::move(added.error())};
    return executable{std::move(linked)};
}

std::span<const std::unique_ptr<module>> executable::modules() const noexcept {
    return linked_->modules;
}
const module& executable::main() const noexcept { return *linked_->modules.back(); }
const engine& executable::natives() const noexcept { return *linked_->natives; }

std::optional<std::size_t> executable::parameters_of(std::string_view function) const noexcept {
    const auto found = main().by_name.find(function);
    std::optional<std::size_t> fewest;
    if (found == main().by_name.end()) return fewest;
    for (const linked_function* f : found->second)
        if (f->code->receiver_type.empty() && (!fewest || f->code->parameters < *fewest))
            fewest = f->code->parameters;
    return fewest;
}

std::shared_ptr<const engine> engine::freeze(native_table natives) {
    return std::shared_ptr<const engine>{new engine{std::move(natives)}};
}

std::shared_ptr<const engine> engine::standard() {
    native_table natives;
    add_standard_library(natives);
    return freeze(std::move(natives));
}

}  // namespace bounce::script
