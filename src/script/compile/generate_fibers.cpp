#include "script/compile/generator.hpp"

#include <array>

namespace bounce::script {

// --- spawn ---------------------------------------------------------------------------------------

void generator::gen(const ast::spawn_fiber& n, want w) {
    const reg into = b_.allocate();
    if (const auto* c = ast::as<ast::call>(n.operand))
        spawn_call(*c, into);
    else if (const auto* m = ast::as<ast::method_call>(n.operand))
        spawn_method(*m, into);
    else
        value(*n.operand, {true, into, true});
    b_.at(n.where);
    b_.emit(opcode::spawn, into, into);
    if (w.needed) b_.emit(opcode::take, w.into, into);
}

/// R[into] = a function without parameters that makes the call; arguments are evaluated now.
void generator::spawn_call(const ast::call& n, reg into) {
    const std::size_t count = n.arguments.size();
    const reg first = static_cast<reg>(b_.top());
    const keep registers{*this};
    std::optional<std::uint32_t> reference;
    if (!n.modules.empty()) {
        const imported& from = *module_.names.import(n.modules[0].text);
        if (from.script == nullptr) {
            const native_table& natives = *module_.names.everywhere().natives();
            const native& f = *natives.find(from.syntax->path, n.id.text)->of_arity(count).front();
            arguments(n.arguments);
            spawn_forwarded({opcode::call_native, module_.native_of(f, count), count}, first,
                            n.where, into);
            return;
        }
        reference = module_.reference_to(from.index, from.script->find(n.id.text, count)->function);
    } else if (const variable* v = module_.meaning.variable_of(n.id)) {
        b_.at(n.id.where);
        read_variable(*v, {true, b_.allocate(), true});
        arguments(n.arguments);
        spawn_forwarded({opcode::call_value, 0, count + 1}, first, n.where, into);
        return;
    } else if (const callable* f = module_.names.function(n.id.text, count)) {
        reference = module_.reference_to(f->index);
    }
    arguments(n.arguments);
    if (!reference) {
        if (const native* f = module_.names.everywhere().operation(n.id.text, count)) {
            spawn_forwarded({opcode::call_native, module_.native_of(*f, count), count}, first,
                            n.where, into);
            return;
        }
        const std::uint32_t flags =
            call_flags::call_style | (count == 0 ? call_flags::no_receiver : call_flags::temporary);
        spawn_forwarded({opcode::invoke, flags | module_.constant_of(n.id.text), count, count == 0},
                        first, n.where, into);
        return;
    }
    if (count == 0)
        b_.emit(opcode::load_function, into);
    else
        b_.emit(opcode::new_closure, into, first, static_cast<std::uint32_t>(count));
    b_.extend(*reference);
}

void generator::spawn_method(const ast::method_call& n, reg into) {
    if (n.null_safe) {
        problem(n.where, "`spawn` cannot call with `?.`", "spawn a closure: spawn || ...");
        return;
    }
    const reg first = static_cast<reg>(b_.top());
    const keep registers{*this};
    temporary(*n.target);
    arguments(n.arguments);
    spawn_forwarded({opcode::invoke, call_flags::temporary | module_.constant_of(n.id.text),
                     n.arguments.size() + 1},
                    first, n.where, into);
}

void generator::spawn_forwarded(const forwarded& call, reg first, source_span where, reg into) {
    const std::uint32_t index = module_.reserve_function();
    static const function_scope nothing{};
    generator{module_, nothing}.forward(index, call, where);
    if (call.captured == 0)
        b_.emit(opcode::load_function, into);
    else
        b_.emit(opcode::new_closure, into, first, static_cast<std::uint32_t>(call.captured));
    b_.extend(module_.reference_to(index));
}

// --- select --------------------------------------------------------------------------------------

namespace {

std::uint32_t arm_word(select_arm kind, std::uint32_t a = 0, std::uint32_t b = 0,
                       std::uint32_t argc = 0) noexcept {
    return static_cast<std::uint32_t>(kind) | a << 8 | b << 16 | argc << 24;
}

struct arm_form {
    std::string_view name;
    std::size_t operands;  // a receiver included
    select_arm kind;
};
constexpr std::array<arm_form, 4> arm_forms{{{"recv", 1, select_arm::receive},
                                             {"send", 2, select_arm::send},
                                             {"join", 1, select_arm::join},
                                             {"signal", 1, select_arm::signal}}};

}  // namespace

void generator::gen(const ast::select_first& n, want w) {
    const keep registers{*this};
    if (n.arms.size() > 255) {
        problem(n.where, "a `select` has at most 255 arms");
        return;
    }
    // The operands of all arms first, in text order.
    std::vector<arm_words> words;
    for (const ast::select_arm& arm : n.arms)
        if (const auto operands = select_operand(arm)) words.push_back(*operands);
    const reg fired = b_.allocate(2);
    b_.at(n.where);
    b_.emit(opcode::select, fired, 0, static_cast<std::uint32_t>(words.size()));
    for (const arm_words& arm : words) {
        b_.extend(arm.first);
        b_.extend(arm.import);
    }
    jumps end;
    for (std::size_t i = 0; i < n.arms.size(); ++i) {
        jumps next;
        if (i + 1 < n.arms.size()) {
            const keep comparison{*this};
            const reg t = b_.allocate();
            load_int({true, t, true}, static_cast<std::int64_t>(i));
            b_.emit(opcode::equal, t, fired, t);
            b_.jump(opcode::jump_unless, t, next);
        }
        select_body(n.arms[i], static_cast<reg>(fired + 1), w);
        b_.jump(end);
        b_.bind(next);
    }
    b_.bind(end);
}

std::optional<generator::arm_words> generator::select_operand(const ast::select_arm& arm) {
    if (arm.how == ast::select_arm::form::otherwise)
        return arm_words{arm_word(select_arm::otherwise), 0};
    if (arm.how == ast::select_arm::form::after)
        return arm_words{arm_word(select_arm::after, temporary(*arm.operand)), 0};
    if (const auto* m = ast::as<ast::method_call>(arm.operand); m != nullptr && !m->null_safe) {
        std::vector<const ast::node*> all{m->target};
        all.insert(all.end(), m->arguments.begin(), m->arguments.end());
        if (auto found = select_call(m->id.text, all)) return found;
    } else if (const auto* c = ast::as<ast::call>(arm.operand)) {
        if (!c->modules.empty()) {
            const imported& from = *module_.names.import(c->modules[0].text);
            if (from.script == nullptr) {
                const native_table& natives = *module_.names.everywhere().natives();
                const native& f = *natives.find(from.syntax->path, c->id.text)
                                       ->of_arity(c->arguments.size())
                                       .front();
                if (f.effects != effect_class::pure) return operation_arm(f, c->arguments);
            }
        } else if (module_.meaning.variable_of(c->id) == nullptr &&
                   module_.names.function(c->id.text, c->arguments.size()) == nullptr) {
            if (auto found = select_call(c->id.text, c->arguments)) return found;
        }
    }
    problem(arm.operand->where, "`select` cannot wait for this",
            "it waits for recv, send, join, signal, calls of the host, and `after` a duration; for "
            "anything else spawn a fiber before it and wait for that: t.join()");
    return std::nullopt;
}

std::optional<generator::arm_words> generator::select_call(std::string_view name, ast::nodes args) {
    for (const arm_form& form : arm_forms) {
        if (form.name != name || form.operands != args.size()) continue;
        const reg a = temporary(*args[0]);
        const std::uint32_t b = args.size() > 1 ? temporary(*args[1]) : 0U;
        return arm_words{arm_word(form.kind, a, b), 0};
    }
    if (const native* f = module_.names.everywhere().operation(name, args.size()))
        return operation_arm(*f, args);
    return std::nullopt;
}

generator::arm_words generator::operation_arm(const native& f, ast::nodes args) {
    const reg first = static_cast<reg>(b_.top());
    arguments(args);
    return {arm_word(select_arm::operation, args.empty() ? 0U : first, 0,
                     static_cast<std::uint32_t>(args.size())),
            module_.native_of(f, args.size())};
}

void generator::select_body(const ast::select_arm& arm, reg result, want w) {
    const scope here{*this};
    if (arm.binding != nullptr && arm.binding->how == ast::pattern::form::name) {
        if (const variable* v = module_.meaning.variable_of(arm.binding->id))
            begin_variable(*v, result);
    } else if (arm.binding != nullptr) {
        declare_pattern(*arm.binding);
        b_.at(arm.binding->where);
        take_apart(*arm.binding, result);
    }
    value(*arm.body, w);
}

}  // namespace bounce::script
