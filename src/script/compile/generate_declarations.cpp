#include "script/compile/generator.hpp"

namespace bounce::script {

/// R[r] has the first value of the variable, which lives there from now on.
void generator::begin_variable(const variable& v, reg r) {
    if (v.shared()) b_.emit(opcode::new_cell, r, r);
    home_[&v] = r;
    living_.push_back({&v, r, b_.pc()});
}

/// R[its register] has the first value of a declared variable.
void generator::initialised(const variable& v) {
    const reg r = home_.at(&v);
    if (v.global) b_.emit_bx(opcode::global_set, r, *v.global);
    begin_variable(v, r);
}

void generator::gen(const ast::declaration& n, want w) {
    if (n.target->how == ast::pattern::form::name) {
        const variable* v = module_.meaning.variable_of(n.target->id);
        const reg r = b_.allocate();
        if (n.value != nullptr)
            value(*n.value, {true, r, true});
        else
            b_.emit(opcode::load_unit, r);
        home_[v] = r;
        initialised(*v);
    } else {
        // The value may use older variables of the same names.
        const std::size_t names_from = b_.top();
        const auto count_names = [](const auto& self, const ast::pattern& p) -> std::size_t {
            std::size_t count = p.how == ast::pattern::form::name ? 1 : 0;
            for (const ast::pattern* e : p.elements) count += self(self, *e);
            for (const ast::pattern_field& f : p.fields) count += self(self, *f.target);
            return count;
        };
        b_.allocate(count_names(count_names, *n.target));
        const std::size_t names_to = b_.top();
        const reg whole = temporary(*n.value);
        b_.release(names_from);
        declare_pattern(*n.target);
        b_.release(std::size_t{whole} + 1);
        b_.at(n.where);
        take_apart(*n.target, whole);
        b_.release(names_to);
    }
    load_unit(w);
}

/// Gives the names of a pattern their registers.
void generator::declare_pattern(const ast::pattern& p) {
    if (p.how == ast::pattern::form::name) home_[module_.meaning.variable_of(p.id)] = b_.allocate();
    for (const ast::pattern* e : p.elements) declare_pattern(*e);
    for (const ast::pattern_field& f : p.fields) declare_pattern(*f.target);
}

void generator::take_apart(const ast::pattern& p, reg from) {
    using enum ast::pattern::form;
    switch (p.how) {
        case ignored: return;
        case array: take_apart_array(p, from); return;
        case map: take_apart_map(p, from); return;
        case name: break;
    }
    const variable& v = *module_.meaning.variable_of(p.id);
    b_.emit(opcode::take, home_.at(&v), from);
    initialised(v);
}

void generator::take_apart_array(const ast::pattern& p, reg from) {
    const std::string expected = "an array of " + std::to_string(p.elements.size()) +
                                 (p.elements.size() == 1 ? " element" : " elements") +
                                 " was expected here";
    b_.at(p.where);
    expect_type(from, "array", expected);
    {
        const keep registers{*this};
        const reg length = b_.allocate();
        const reg right = b_.allocate();
        b_.emit(opcode::move, length, from);
        emit_invoke_temporary(length, 0, "len", call_flags::call_style);
        load_int({true, right, true}, static_cast<std::int64_t>(p.elements.size()));
        b_.emit(opcode::equal, length, length, right);
        jumps good;
        b_.jump(opcode::jump_if, length, good);
        throw_error(error_kind::mismatch_data_type, expected);
        b_.bind(good);
    }
    for (std::size_t i = 0; i < p.elements.size(); ++i) {
        const keep registers{*this};
        const reg item = b_.allocate();
        load_int({true, item, true}, static_cast<std::int64_t>(i));
        b_.at(p.elements[i]->where);
        b_.emit(opcode::get_index, item, from, item);
        take_apart(*p.elements[i], item);
    }
}

void generator::take_apart_map(const ast::pattern& p, reg from) {
    b_.at(p.where);
    expect_type(from, "map", "a map was expected here");
    for (const ast::pattern_field& f : p.fields) {
        const keep registers{*this};
        const reg item = b_.allocate();
        load_text(item, f.key.text);
        b_.at(f.key.where);
        b_.emit(opcode::contains, item, item, from);
        jumps good;
        b_.jump(opcode::jump_if, item, good);
        throw_error(error_kind::property_not_found,
                    "the map has no property `" + std::string{f.key.text} + "`");
        b_.bind(good);
        b_.emit(opcode::get_property, item, from);
        b_.extend(module_.constant_of(f.key.text));
        take_apart(*f.target, item);
    }
}

void generator::expect_type(reg from, std::string_view type, std::string_view message) {
    const keep registers{*this};
    const reg found = b_.allocate();
    const reg wanted = b_.allocate();
    b_.emit(opcode::move, found, from);
    emit_invoke_temporary(found, 0, "type_of", call_flags::call_style);
    load_text(wanted, type);
    b_.emit(opcode::equal, found, found, wanted);
    jumps good;
    b_.jump(opcode::jump_if, found, good);
    throw_error(error_kind::mismatch_data_type, message);
    b_.bind(good);
}

/// Throws what `catch` would get of an error of the machine.
void generator::throw_error(error_kind kind, std::string_view message) {
    const keep registers{*this};
    const reg first = b_.allocate();
    const reg second = b_.allocate();
    load_text(first, error_name(kind));
    load_text(second, message);
    b_.emit(opcode::new_map, first, first, 2);
    b_.extend(module_.keys_constant({"error", "message"}));
    b_.emit(opcode::throw_value, first);
    b_.stop();
}

void generator::gen(const ast::export_names&, want w) { load_unit(w); }

diagnostic& generator::problem(source_span where, std::string message, std::string help) {
    diagnostic& d = module_.problems.emplace_back();
    d.message = std::move(message);
    d.where = where;
    d.help = std::move(help);
    return d;
}

}  // namespace bounce::script
