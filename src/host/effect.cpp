#include "bounce/host/effect.hpp"

#include <memory>

namespace bounce::host {

void add_effect(script::native_table& table, effect_signature as, effect begin) {
    script::native made;
    made.module = std::move(as.module);
    made.name = std::move(as.name);
    made.parameters = std::move(as.parameters);
    made.effects = as.effects;
    made.state = std::make_shared<const effect>(begin);
    table.add(std::move(made));
}

script::fallible<task<answer>> perform(environment& world, const script::native_table& natives,
                                       const script::operation& wanted) {
    const script::overload_set* overloads = natives.find(wanted.module, wanted.name);
    const script::native* chosen =
        overloads == nullptr ? nullptr : overloads->select(wanted.arguments);
    const std::string name =
        (wanted.module.empty() ? "" : std::string{wanted.module} + "::") + std::string{wanted.name};
    if (chosen == nullptr)
        return std::unexpected{script::function_not_found(name, wanted.arguments)};
    if (chosen->state == nullptr) {
        return script::fail(script::error_kind::runtime,
                            name +
                                ": is only possible in a durable run; start one with "
                                "`bounce start`");
    }
    return (*static_cast<const effect*>(chosen->state.get()))(world, wanted.arguments);
}

}  // namespace bounce::host
