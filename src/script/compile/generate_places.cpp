#include "script/compile/generator.hpp"

namespace bounce::script {

namespace {

bool is_link(const ast::node& n) noexcept {
    return n.tag == ast::kind::property || n.tag == ast::kind::index ||
           n.tag == ast::kind::method_call;
}

/// Whether a chain has a ?. or ?[ that may cut it short.
bool may_be_cut(const ast::node& chain) noexcept {
    for (const ast::node* n = &chain;;) {
        if (const auto* p = ast::as<ast::property>(n)) {
            if (p->null_safe) return true;
            n = p->target;
        } else if (const auto* i = ast::as<ast::index>(n)) {
            if (i->null_safe) return true;
            n = i->target;
        } else if (const auto* m = ast::as<ast::method_call>(n)) {
            if (m->null_safe) return true;
            n = m->target;
        } else {
            return false;
        }
        if (n->in_parentheses) return false;
    }
}

}  // namespace

// --- chains: a.b[c].d(e) -------------------------------------------------------------------------

void generator::chain(const ast::node& n, want w) {
    jumps none;
    if (may_be_cut(n) && !w.needed) w = {true, b_.allocate(), true};
    link(n, w, none);
    if (none.empty()) return;
    jumps end;
    b_.jump(end);
    b_.bind(none);
    load_unit(w);
    b_.bind(end);
}

void generator::link(const ast::node& n, want w, jumps& none) {
    const keep registers{*this};
    if (const auto* p = ast::as<ast::property>(n))
        step(*p, w, none);
    else if (const auto* i = ast::as<ast::index>(n))
        step(*i, w, none);
    else
        step(*ast::as<ast::method_call>(n), w, none);
}

/// A register with what a link stands on.
reg generator::chain_base(const ast::node& target, want w, bool later_is_inert, jumps& none) {
    if (plain_register(target)) return operand(target, later_is_inert);
    if (target.tag == ast::kind::this_value && !scope_.mutates_this) {
        b_.at(target.where);
        check_this();
        return 0;
    }
    const reg base = w.needed && w.scratch ? w.into : b_.allocate();
    const want there{true, base, true};
    if (is_link(target) && !target.in_parentheses)
        link(target, there, none);
    else
        value(target, there);
    return base;
}

void generator::step(const ast::property& n, want w, jumps& none) {
    const reg base = chain_base(*n.target, w, true, none);
    if (n.null_safe) b_.jump(opcode::jump_if_unit, base, none);
    const reg into = w.needed ? w.into : b_.allocate();
    b_.at(n.where);
    b_.emit(opcode::get_property, into, base);
    b_.extend(module_.constant_of(n.id.text));
}

void generator::step(const ast::index& n, want w, jumps& none) {
    const reg base = chain_base(*n.target, w, inert(*n.subscript), none);
    if (n.null_safe) b_.jump(opcode::jump_if_unit, base, none);
    const reg subscript = operand(*n.subscript);
    const reg into = w.needed ? w.into : b_.allocate();
    b_.at(n.where);
    b_.emit(opcode::get_index, into, base, subscript);
}

void generator::step(const ast::method_call& n, want w, jumps& none) {
    const auto* name = ast::as<ast::name>(n.target);
    const variable* v = name == nullptr ? nullptr : module_.meaning.variable_of(name->id);
    if (v != nullptr && n.id.text == "is_shared" && n.arguments.empty()) {
        if (w.needed) b_.emit(opcode::load_bool, w.into, v->captured ? 1 : 0);
        return;
    }
    const source_span where = join(n.id.where, {n.where.end(), 0});
    if (!is_place(*n.target)) {
        const reg a = window(w);
        if (is_link(*n.target) && !n.target->in_parentheses)
            link(*n.target, {true, a, true}, none);
        else
            value(*n.target, {true, a, true});
        if (n.null_safe) b_.jump(opcode::jump_if_unit, a, none);
        arguments(n.arguments);
        b_.at(where);
        emit_invoke_temporary(a, n.arguments.size(), n.id.text, 0);
        finish_window(a, w);
        return;
    }
    bool later_is_inert = true;
    for (const ast::node* argument : n.arguments)
        later_is_inert = later_is_inert && inert(*argument);
    const place p = make_place(*n.target, later_is_inert, none);
    if (n.null_safe) {
        const keep registers{*this};
        const reg t = b_.allocate();
        b_.at(n.target->where);
        read_place(p, t);
        b_.jump(opcode::jump_if_unit, t, none);
    }
    const reg a = window(w);
    arguments(n.arguments);
    b_.at(where);
    emit_invoke(a, p, n.arguments.size(), n.id.text, 0);
    finish_window(a, w);
}

// --- places --------------------------------------------------------------------------------------

/// Whether a chain stands on a variable or on `this`, so that something in it can be changed.
bool generator::is_place(const ast::node& n) const {
    const ast::node* at = &n;
    while (is_link(*at)) {
        if (at->in_parentheses && at != &n && may_be_cut(*at)) return false;
        if (const auto* p = ast::as<ast::property>(at))
            at = p->target;
        else if (const auto* i = ast::as<ast::index>(at))
            at = i->target;
        else
            return false;
    }
    if (n.in_parentheses && may_be_cut(n)) return false;
    if (at->tag == ast::kind::this_value) return true;
    const auto* name = ast::as<ast::name>(at);
    return name != nullptr && module_.meaning.variable_of(name->id) != nullptr;
}

generator::place generator::make_place(const ast::node& n, bool later_is_inert, jumps& none) {
    const auto* p = ast::as<ast::property>(n);
    const auto* i = ast::as<ast::index>(n);
    if (p == nullptr && i == nullptr) return root_place(n);
    const ast::node& target = p != nullptr ? *p->target : *i->target;
    const bool inert_here = later_is_inert && (i == nullptr || inert(*i->subscript));
    place found = make_place(target, inert_here, none);
    if (p != nullptr ? p->null_safe : i->null_safe) {
        const keep registers{*this};
        const reg t = b_.allocate();
        b_.at(target.where);
        read_place(found, t);
        b_.jump(opcode::jump_if_unit, t, none);
    }
    if (p != nullptr)
        found.path.push_back(static_cast<std::uint32_t>(path_kind::property) << 24 |
                             module_.constant_of(p->id.text));
    else
        found.path.push_back(static_cast<std::uint32_t>(path_kind::index) << 24 |
                             operand(*i->subscript, later_is_inert));
    return found;
}

generator::place generator::root_place(const ast::node& n) {
    if (n.tag == ast::kind::this_value) {
        b_.at(n.where);
        check_this();
        return {};
    }
    const auto* name = ast::as<ast::name>(n);
    const variable* v = name == nullptr ? nullptr : module_.meaning.variable_of(name->id);
    if (v == nullptr) return {.root = temporary(n), .flags = 0, .path = {}};
    place found;
    if (v->constant) found.flags |= place_flags::const_root;
    const auto home = home_.find(v);
    if (home == home_.end()) {
        found.root = temporary(n);
        return found;
    }
    found.root = home->second;
    if (v->shared()) found.flags |= place_flags::cell_root;
    return found;
}

/// R[into] = what is in the place now.
void generator::read_place(const place& p, reg into) {
    reg from = p.root;
    if ((p.flags & place_flags::cell_root) != 0) {
        b_.emit(opcode::cell_get, into, from);
        from = into;
    }
    for (const std::uint32_t word : p.path) {
        if (static_cast<path_kind>(word >> 24) == path_kind::property) {
            b_.emit(opcode::get_property, into, from);
            b_.extend(word & 0xff'ffff);
        } else {
            b_.emit(opcode::get_index, into, from, word & 0xff);
        }
        from = into;
    }
    if (from != into) b_.emit(opcode::move, into, from);
}

void generator::emit_place(opcode op, reg a, const place& p, std::uint32_t c) {
    b_.emit(op, a, p.root, c);
    b_.extend(p.flags | static_cast<std::uint32_t>(p.path.size()));
    for (const std::uint32_t word : p.path) b_.extend(word);
}

}  // namespace bounce::script
