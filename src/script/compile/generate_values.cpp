#include "script/compile/generator.hpp"

#include <algorithm>
#include <limits>

namespace bounce::script {

namespace {

/// Literals of more elements are made in pieces, so that they do not need as many registers.
constexpr std::size_t elements_at_once = 48;

/// A literal of one value, a variable, or `this`.
bool is_simple(const ast::node& n) {
    using enum ast::kind;
    switch (n.tag) {
        case unit_literal:
        case bool_literal:
        case int_literal:
        case float_literal:
        case char_literal:
        case string_literal:
        case duration_literal:
        case name:
        case this_value: return true;
        default: return false;
    }
}

}  // namespace

// --- the three ways to evaluate something --------------------------------------------------------

/// Evaluates `n`; its value goes to R[w.into].
void generator::value(const ast::node& n, want w) {
    const keep registers{*this};
    if (w.needed && !w.scratch && !writes_once(n)) {
        const reg t = b_.allocate();
        value(n, {true, t, true});
        b_.emit(opcode::take, w.into, t);
        return;
    }
    ast::visit(n, [&](const auto& concrete) { gen(concrete, w); });
}

/// A register to read the value of `n` from: that of a variable, or a new one.
reg generator::operand(const ast::node& n) {
    if (const auto r = plain_register(n)) return *r;
    return temporary(n);
}

reg generator::operand(const ast::node& n, bool later_is_inert) {
    const auto* name = ast::as<ast::name>(n);
    const variable* v = name == nullptr ? nullptr : module_.meaning.variable_of(name->id);
    if (v != nullptr && v->changed && !later_is_inert) return temporary(n);
    return operand(n);
}

/// The value of `n` in a new register, which may be moved from.
reg generator::temporary(const ast::node& n) {
    const reg t = b_.allocate();
    value(n, {true, t, true});
    return t;
}

/// The register of a variable that holds its value itself.
std::optional<reg> generator::plain_register(const ast::node& n) const {
    const auto* name = ast::as<ast::name>(n);
    const variable* v = name == nullptr ? nullptr : module_.meaning.variable_of(name->id);
    if (v == nullptr || v->shared()) return std::nullopt;
    const auto home = home_.find(v);
    if (home == home_.end()) return std::nullopt;
    return home->second;
}

/// Whether the code for `n` writes its result in one instruction that comes last.
bool generator::writes_once(const ast::node& n) {
    using enum ast::kind;
    if (is_simple(n)) return true;
    switch (n.tag) {
        case unary:
        case range:
        case call:
        case closure: return true;
        case binary: {
            const ast::binary_op op = ast::as<ast::binary>(n)->op;
            return op != ast::binary_op::both && op != ast::binary_op::either &&
                   op != ast::binary_op::coalesce && op != ast::binary_op::not_in;
        }
        default: return false;
    }
}

/// Whether evaluating `n` changes no variable, whatever happens in it.
bool generator::inert(const ast::node& n) {
    using enum ast::kind;
    if (is_simple(n)) return true;
    switch (n.tag) {
        case closure: return true;
        case unary: return inert(*ast::as<ast::unary>(n)->operand);
        case property: return inert(*ast::as<ast::property>(n)->target);
        case index:
            return inert(*ast::as<ast::index>(n)->target) &&
                   inert(*ast::as<ast::index>(n)->subscript);
        case binary:
            return inert(*ast::as<ast::binary>(n)->left) && inert(*ast::as<ast::binary>(n)->right);
        default: return false;
    }
}

// --- literals ------------------------------------------------------------------------------------

void generator::load_unit(want w) {
    if (w.needed) b_.emit(opcode::load_unit, w.into);
}

void generator::load_int(want w, std::int64_t i) {
    if (!w.needed) return;
    if (i >= std::numeric_limits<std::int16_t>::min() &&
        i <= std::numeric_limits<std::int16_t>::max())
        b_.emit_bx(opcode::load_int, w.into, static_cast<std::uint32_t>(i & 0xffff));
    else
        b_.emit_bx(opcode::load_constant, w.into, module_.constant_of(i));
}

void generator::load_text(reg into, std::string_view text) {
    b_.emit_bx(opcode::load_constant, into, module_.constant_of(text));
}

void generator::gen(const ast::unit_literal&, want w) { load_unit(w); }

void generator::gen(const ast::bool_literal& n, want w) {
    if (w.needed) b_.emit(opcode::load_bool, w.into, n.value ? 1 : 0);
}

void generator::gen(const ast::int_literal& n, want w) { load_int(w, n.value); }

void generator::gen(const ast::float_literal& n, want w) {
    if (w.needed) b_.emit_bx(opcode::load_constant, w.into, module_.constant_of(n.value));
}

void generator::gen(const ast::char_literal& n, want w) {
    if (w.needed) b_.emit_bx(opcode::load_constant, w.into, module_.constant_of(n.value));
}

void generator::gen(const ast::string_literal& n, want w) {
    if (w.needed) load_text(w.into, n.value);
}

void generator::gen(const ast::duration_literal& n, want w) {
    if (w.needed)
        b_.emit_bx(opcode::load_constant, w.into, module_.duration_constant(n.nanoseconds));
}

void generator::gen(const ast::interpolation& n, want w) {
    const reg into = w.needed ? w.into : b_.allocate();
    std::size_t done = 0;
    bool continued = false;
    while (done < n.parts.size()) {
        const keep registers{*this};
        const std::size_t count = std::min(n.parts.size() - done, elements_at_once);
        const reg first = static_cast<reg>(b_.top());
        if (continued) b_.emit(opcode::take, b_.allocate(), into);
        for (std::size_t i = 0; i < count; ++i) temporary(*n.parts[done + i]);
        b_.at(n.where);
        b_.emit(opcode::interpolate, into, first,
                static_cast<std::uint32_t>(count + (continued ? 1 : 0)));
        done += count;
        continued = true;
    }
}

void generator::gen(const ast::array_literal& n, want w) {
    const reg into = w.needed ? w.into : b_.allocate();
    std::size_t done = 0;
    do {
        const keep registers{*this};
        const std::size_t count = std::min(n.elements.size() - done, elements_at_once);
        const reg first = static_cast<reg>(b_.top());
        for (std::size_t i = 0; i < count; ++i) temporary(*n.elements[done + i]);
        b_.at(n.where);
        b_.emit(done == 0 ? opcode::new_array : opcode::array_append, into, count == 0 ? 0U : first,
                static_cast<std::uint32_t>(count));
        done += count;
    } while (done < n.elements.size());
}

void generator::gen(const ast::map_literal& n, want w) {
    const reg into = w.needed ? w.into : b_.allocate();
    const std::size_t at_once = std::min(n.entries.size(), elements_at_once);
    map_of_first(n, at_once, into);
    for (std::size_t i = at_once; i < n.entries.size(); ++i) {
        const keep registers{*this};
        const reg item = temporary(*n.entries[i].value);
        b_.at(n.entries[i].key.where);
        emit_place(opcode::place_set, item,
                   {.root = into, .path = {module_.constant_of(n.entries[i].key.text)}}, 0);
    }
}

/// The first `count` entries, evaluated in text order; the registers are in the order of the keys.
void generator::map_of_first(const ast::map_literal& n, std::size_t count, reg into) {
    const keep registers{*this};
    std::vector<std::string_view> keys;
    keys.reserve(count);
    for (std::size_t i = 0; i < count; ++i) keys.push_back(n.entries[i].key.text);
    const bool in_order = std::ranges::is_sorted(keys);
    std::ranges::sort(keys);
    const reg first = in_order ? static_cast<reg>(b_.top()) : b_.allocate(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto rank = std::ranges::lower_bound(keys, n.entries[i].key.text) - keys.begin();
        if (in_order)
            temporary(*n.entries[i].value);
        else
            value(*n.entries[i].value, {true, static_cast<reg>(first + rank), true});
    }
    b_.at(n.where);
    b_.emit(opcode::new_map, into, count == 0 ? 0U : first, static_cast<std::uint32_t>(count));
    b_.extend(module_.keys_constant(keys));
}

void generator::gen(const ast::range& n, want w) {
    const auto end = [&](const ast::node* e, bool later_is_inert) {
        if (e != nullptr) return operand(*e, later_is_inert);
        const reg t = b_.allocate();
        b_.emit(opcode::load_unit, t);
        return t;
    };
    const reg into = w.needed ? w.into : b_.allocate();
    const reg from = end(n.from, n.to == nullptr || inert(*n.to));
    const reg to = end(n.to, true);
    b_.at(n.where);
    b_.emit(opcode::new_range, into, from, to);
    b_.extend(n.inclusive ? 1 : 0);
}

// --- names ---------------------------------------------------------------------------------------

void generator::gen(const ast::name& n, want w) {
    if (const variable* v = module_.meaning.variable_of(n.id)) {
        b_.at(n.where);
        read_variable(*v, w);
        return;
    }
    if (n.modules.empty()) {
        if (w.needed) function_value(n, w);
        return;
    }
    const imported& from = *module_.names.import(n.modules[0].text);
    const auto constant = from.script->constants.find(n.id.text);
    if (constant != from.script->constants.end()) {
        call_function(module_.reference_to(from.index, constant->second), {}, n.where, w);
        return;
    }
    for (const exported_function& f : from.script->code->exports) {
        if (f.name != n.id.text || !w.needed) continue;
        b_.emit(opcode::load_function, w.into);
        b_.extend(module_.reference_to(from.index, f.function));
    }
}

void generator::read_variable(const variable& v, want w) {
    const auto home = home_.find(&v);
    if (home != home_.end()) {
        if (w.needed) b_.emit(v.shared() ? opcode::cell_get : opcode::move, w.into, home->second);
        return;
    }
    const reg into = w.needed ? w.into : b_.allocate();
    b_.emit_bx(opcode::global_get, into, v.global.value_or(0));
}

/// The name of a function as a value. If there are several, the call decides which is meant.
void generator::function_value(const ast::name& n, want w) {
    const std::span<const callable> own = module_.names.functions(n.id.text);
    if (own.size() == 1 && !own[0].is_typed()) {
        b_.emit(opcode::load_function, w.into);
        b_.extend(module_.reference_to(own[0].index));
        return;
    }
    const reg t = b_.allocate();
    load_text(t, n.id.text);
    b_.at(n.where);
    emit_invoke_temporary(t, 0, "Fn", call_flags::call_style);
    b_.emit(opcode::take, w.into, t);
}

void generator::check_this() {
    if (!this_is_bound_) b_.emit(opcode::check_this);
}

void generator::gen(const ast::this_value& n, want w) {
    b_.at(n.where);
    check_this();
    if (w.needed) b_.emit(opcode::move, w.into, 0);
}

void generator::gen(const ast::closure& n, want w) {
    if (!w.needed) return;
    const function_scope& inner = *module_.meaning.closures.at(&n);
    const std::uint32_t index = module_.reserve_function();
    generator{module_, inner}.closure(index, n);
    const reg first = static_cast<reg>(b_.top());
    for (const variable* v : inner.captures) {
        const reg t = b_.allocate();
        const auto home = home_.find(v);
        if (home != home_.end()) b_.emit(opcode::move, t, home->second);
    }
    if (inner.captures.empty())
        b_.emit(opcode::load_function, w.into);
    else
        b_.emit(opcode::new_closure, w.into, first,
                static_cast<std::uint32_t>(inner.captures.size()));
    b_.extend(module_.reference_to(index));
}

}  // namespace bounce::script
