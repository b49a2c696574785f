#include "script/compile/generator.hpp"

namespace bounce::script {

// --- windows -------------------------------------------------------------------------------------

/// The first register of a call: where the result is wanted, if nothing is behind it.
reg generator::window(want w) {
    if (w.needed && w.scratch && b_.is_top(w.into)) return w.into;
    return b_.allocate();
}

/// Evaluates arguments into the registers behind the window's first.
void generator::arguments(ast::nodes all) {
    for (const ast::node* argument : all) temporary(*argument);
}

void generator::finish_window(reg window_base, want w) {
    if (w.needed && w.into != window_base) b_.emit(opcode::take, w.into, window_base);
}

void generator::emit_invoke(reg window_base, const place& p, std::size_t args,
                            std::string_view name, std::uint32_t flags) {
    b_.emit(opcode::invoke, window_base, p.root, static_cast<std::uint32_t>(args));
    b_.extend(flags | module_.constant_of(name));
    b_.extend(p.flags | static_cast<std::uint32_t>(p.path.size()));
    for (const std::uint32_t word : p.path) b_.extend(word);
}

/// The receiver is in the window's first register and nobody else's.
void generator::emit_invoke_temporary(reg receiver, std::size_t args, std::string_view name,
                                      std::uint32_t flags) {
    emit_invoke(receiver, {.root = receiver, .flags = 0, .path = {}}, args, name,
                flags | call_flags::temporary);
}

// --- f(x) ----------------------------------------------------------------------------------------

void generator::gen(const ast::call& n, want w) {
    if (const auto known = answer(n)) {
        if (w.needed) b_.emit(opcode::load_bool, w.into, *known ? 1 : 0);
        return;
    }
    if (!n.modules.empty()) {
        call_imported(n, w);
    } else if (const variable* v = module_.meaning.variable_of(n.id)) {
        call_variable(n, *v, w);
    } else if (const callable* f = module_.names.function(n.id.text, n.arguments.size())) {
        call_function(module_.reference_to(f->index), n.arguments, n.where, w);
    } else {
        call_library(n, w);
    }
}

/// What is known about names without running anything.
std::optional<bool> generator::answer(const ast::call& n) const {
    const auto known = module_.meaning.known_answers.find(&n);
    if (known != module_.meaning.known_answers.end()) return known->second;
    if (n.id.text != "is_shared" || n.arguments.size() != 1 || !n.modules.empty())
        return std::nullopt;
    if (module_.names.function(n.id.text, 1) != nullptr) return std::nullopt;
    const auto* name = ast::as<ast::name>(n.arguments[0]);
    const variable* v = name == nullptr ? nullptr : module_.meaning.variable_of(name->id);
    return v != nullptr && v->captured;
}

void generator::call_function(std::uint32_t reference, ast::nodes args, source_span where, want w) {
    const reg a = window(w);
    arguments(args);
    b_.at(where);
    b_.emit(opcode::call, a, 0, static_cast<std::uint32_t>(args.size()));
    b_.extend(reference);
    finish_window(a, w);
}

void generator::call_variable(const ast::call& n, const variable& v, want w) {
    const reg a = window(w);
    arguments(n.arguments);
    const reg f = b_.allocate();
    b_.at(n.id.where);
    read_variable(v, {true, f, true});
    b_.at(n.where);
    b_.emit(opcode::call_value, a, f, static_cast<std::uint32_t>(n.arguments.size()));
    finish_window(a, w);
}

void generator::call_native(const native& f, ast::nodes args, source_span where, want w) {
    const reg a = window(w);
    arguments(args);
    b_.at(where);
    b_.emit(opcode::call_native, a, 0, static_cast<std::uint32_t>(args.size()));
    b_.extend(module_.native_of(f, args.size()));
    finish_window(a, w);
}

void generator::call_imported(const ast::call& n, want w) {
    const imported& from = *module_.names.import(n.modules[0].text);
    const std::size_t count = n.arguments.size();
    if (from.script != nullptr) {
        const exported_function& f = *from.script->find(n.id.text, count);
        call_function(module_.reference_to(from.index, f.function), n.arguments, n.where, w);
        return;
    }
    const native_table& natives = *module_.names.everywhere().natives();
    const native& f = *natives.find(from.syntax->path, n.id.text)->of_arity(count).front();
    call_native(f, n.arguments, n.where, w);
}

/// What every module may call. The first argument goes by reference.
void generator::call_library(const ast::call& n, want w) {
    const std::size_t count = n.arguments.size();
    if (const native* f = module_.names.everywhere().operation(n.id.text, count)) {
        call_native(*f, n.arguments, n.where, w);
        return;
    }
    if (count == 0) {
        const reg a = window(w);
        b_.at(n.where);
        emit_invoke(a, {}, 0, n.id.text, call_flags::call_style | call_flags::no_receiver);
        finish_window(a, w);
        return;
    }
    const ast::nodes others = n.arguments.subspan(1);
    if (!is_place(*n.arguments[0])) {
        const reg a = window(w);
        value(*n.arguments[0], {true, a, true});
        arguments(others);
        b_.at(n.where);
        emit_invoke_temporary(a, others.size(), n.id.text, call_flags::call_style);
        finish_window(a, w);
        return;
    }
    bool later_is_inert = true;
    for (const ast::node* argument : others) later_is_inert = later_is_inert && inert(*argument);
    jumps none;
    const place p = make_place(*n.arguments[0], later_is_inert, none);
    const reg a = window(w);
    arguments(others);
    b_.at(n.where);
    emit_invoke(a, p, others.size(), n.id.text, call_flags::call_style);
    finish_window(a, w);
    if (none.empty()) return;
    jumps end;
    b_.jump(end);
    b_.bind(none);
    load_unit(w);
    b_.bind(end);
}

}  // namespace bounce::script
