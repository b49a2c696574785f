#include "script/compile/generator.hpp"

#include <utility>

namespace bounce::script {

// --- blocks --------------------------------------------------------------------------------------

generator::scope::~scope() {
    while (g_.living_.size() > names_) {
        const named_register& v = g_.living_.back();
        g_.b_.name(v.what->name, v.where, v.begin);
        g_.living_.pop_back();
    }
    g_.b_.release(top_);
}

/// The first `count` of them, for what they do.
void generator::statements(ast::nodes all, std::size_t count) {
    for (std::size_t i = 0; i < count && b_.reachable(); ++i) {
        if (const auto* d = ast::as<ast::declaration>(all[i]))
            gen(*d, {});  // its variables stay
        else
            effect(*all[i]);
    }
}

void generator::gen(const ast::block& n, want w) {
    const scope here{*this};
    if (n.statements.empty()) {
        load_unit(w);
        return;
    }
    const std::size_t last = n.statements.size() - 1;
    statements(n.statements, last);
    if (!b_.reachable()) return;
    const ast::node& result = *n.statements[last];
    if (const auto* d = ast::as<ast::declaration>(result))
        gen(*d, w);
    else
        value(result, w);
}

/// Returns the value of `n` from the function.
void generator::tail(const ast::node& n) {
    const keep registers{*this};
    switch (n.tag) {
        case ast::kind::block: tail(*ast::as<ast::block>(n)); return;
        case ast::kind::if_else: {
            const auto& choice = *ast::as<ast::if_else>(n);
            for (const ast::if_branch& branch_of : choice.branches) {
                jumps otherwise;
                branch(*branch_of.condition, false, otherwise);
                tail(*branch_of.body);
                b_.bind(otherwise);
            }
            if (choice.otherwise != nullptr)
                tail(*choice.otherwise);
            else
                b_.emit(opcode::return_unit);
            break;
        }
        case ast::kind::assignment:
        case ast::kind::declaration:
        case ast::kind::unit_literal:
        case ast::kind::return_from:
        case ast::kind::throw_value:
        case ast::kind::break_out:
        case ast::kind::continue_on:
            effect(n);
            b_.emit(opcode::return_unit);
            break;
        default: {
            const reg r = operand(n);
            b_.emit(opcode::return_value, r);
            break;
        }
    }
    b_.stop();
}

void generator::tail(const ast::block& n) {
    const scope here{*this};
    const std::size_t count = n.statements.size();
    if (count > 0) {
        statements(n.statements, count - 1);
        if (b_.reachable()) tail(*n.statements[count - 1]);
    } else {
        b_.emit(opcode::return_unit);
    }
    b_.stop();
}

// --- choices -------------------------------------------------------------------------------------

/// If all that a block does is to leave a loop or begin its next turn, where that leads.
jumps* generator::plain_jump(const ast::block& n) const {
    if (n.statements.size() != 1) return nullptr;
    const ast::node& only = *n.statements[0];
    if (only.tag == ast::kind::continue_on) return &loops_.back()->continues;
    const auto* out = ast::as<ast::break_out>(only);
    if (out == nullptr || out->value != nullptr || loops_.back()->result.needed) return nullptr;
    return &loops_.back()->breaks;
}

void generator::gen(const ast::if_else& n, want w) {
    if (n.branches.size() == 1 && n.otherwise == nullptr)
        if (jumps* to = plain_jump(*n.branches[0].body)) {
            branch(*n.branches[0].condition, true, *to);
            load_unit(w);
            return;
        }
    jumps end;
    for (const ast::if_branch& b : n.branches) {
        jumps otherwise;
        branch(*b.condition, false, otherwise);
        value(*b.body, w);
        if (w.needed || n.otherwise != nullptr || &b != &n.branches.back()) b_.jump(end);
        b_.bind(otherwise);
    }
    if (n.otherwise != nullptr)
        value(*n.otherwise, w);
    else
        load_unit(w);
    b_.bind(end);
}

void generator::gen(const ast::switch_on& n, want w) {
    const reg subject = operand(*n.subject, false);
    jumps end;
    for (const ast::switch_case& c : n.cases) {
        jumps next;
        match(c, subject, next);
        value(*c.body, w);
        b_.jump(end);
        b_.bind(next);
    }
    load_unit(w);
    b_.bind(end);
}

/// Goes on if the case is the one, else to `next`.
void generator::match(const ast::switch_case& c, reg subject, jumps& next) {
    jumps body;
    for (std::size_t i = 0; i < c.patterns.size(); ++i)
        match_pattern(*c.patterns[i], subject, i + 1 == c.patterns.size(), body, next);
    b_.bind(body);
    if (c.guard != nullptr) branch(*c.guard, false, next);
}

void generator::match_pattern(const ast::node& pattern, reg subject, bool last, jumps& body,
                              jumps& next) {
    const keep registers{*this};
    if (const auto* r = ast::as<ast::range>(pattern)) {
        jumps no;
        match_range(*r, subject, last ? next : no);
        if (!last) b_.jump(body);
        b_.bind(no);
        return;
    }
    const reg same = b_.allocate();
    value(pattern, {true, same, true});
    b_.at(pattern.where);
    b_.emit(opcode::equal, same, subject, same);
    if (last)
        b_.jump(opcode::jump_unless, same, next);
    else
        b_.jump(opcode::jump_if, same, body);
}

/// Values of another type than the ends are neither less nor greater, so not in the range.
void generator::match_range(const ast::range& r, reg subject, jumps& no) {
    const auto compare = [&](const ast::node* end, opcode op) {
        if (end == nullptr) return;
        const keep registers{*this};
        const reg t = b_.allocate();
        value(*end, {true, t, true});
        b_.at(end->where);
        b_.emit(op, t, subject, t);
        b_.jump(opcode::jump_unless, t, no);
    };
    compare(r.from, opcode::greater_equal);
    compare(r.to, r.inclusive ? opcode::less_equal : opcode::less);
}

// --- loops ---------------------------------------------------------------------------------------

/// Turn after turn of the body. A condition before or after it jumps to the end, where the loop's value
/// is unit; `break` has left its own.
void generator::repeat(const ast::node& body, source_span where, want w, const condition& before,
                       const condition& after) {
    loop_context here{w, {}, {}};
    loops_.push_back(&here);
    jumps end;
    const std::uint32_t start = b_.pc();
    if (before.holds != nullptr) branch(*before.holds, before.ends_when, end);
    effect(body);
    b_.bind(here.continues);
    if (after.holds != nullptr) branch(*after.holds, after.ends_when, end);
    b_.at(where);
    b_.loop(start);
    loops_.pop_back();
    if (before.holds != nullptr || after.holds != nullptr) {
        b_.bind(end);
        load_unit(w);
    }
    b_.bind(here.breaks);
}

void generator::gen(const ast::while_loop& n, want w) {
    repeat(*n.body, n.where, w, {n.condition, false}, {});
}

void generator::gen(const ast::do_loop& n, want w) {
    repeat(*n.body, n.where, w, {}, {n.condition, n.until});
}

void generator::gen(const ast::endless_loop& n, want w) { repeat(*n.body, n.where, w, {}, {}); }

void generator::gen(const ast::for_loop& n, want w) {
    const scope outside{*this};
    const reg iterator = b_.allocate();
    value(*n.sequence, {true, iterator, true});
    b_.at(n.sequence->where);
    b_.emit(opcode::new_iterator, iterator, iterator);

    loop_context here{w, {}, {}};
    loops_.push_back(&here);
    jumps end;
    const std::uint32_t start = b_.pc();
    {
        const scope inside{*this};
        const bool counted = !n.counter.text.empty();
        const reg item = b_.allocate(counted ? 2 : 1);
        b_.at(n.sequence->where);
        b_.next(iterator, item, counted, end);
        if (const variable* v = module_.meaning.variable_of(n.item)) begin_variable(*v, item);
        if (counted)
            if (const variable* v = module_.meaning.variable_of(n.counter))
                begin_variable(*v, static_cast<reg>(item + 1));
        effect(*n.body);
        b_.bind(here.continues);
        b_.at(n.where);
        b_.loop(start);
    }
    loops_.pop_back();
    b_.bind(end);
    load_unit(w);
    b_.bind(here.breaks);
    // What it went over belongs to others again, who may change it in place.
    b_.emit(opcode::load_unit, iterator);
}

void generator::gen(const ast::break_out& n, want) {
    loop_context& around = *loops_.back();
    if (n.value != nullptr)
        value(*n.value, around.result);
    else
        load_unit(around.result);
    b_.jump(around.breaks);
}

void generator::gen(const ast::continue_on&, want) { b_.jump(loops_.back()->continues); }

// --- leaving -------------------------------------------------------------------------------------

void generator::gen(const ast::return_from& n, want) {
    if (n.value != nullptr) {
        tail(*n.value);
        return;
    }
    b_.emit(opcode::return_unit);
    b_.stop();
}

void generator::gen(const ast::throw_value& n, want) {
    const reg t = b_.allocate();
    if (n.value != nullptr)
        value(*n.value, {true, t, true});
    else
        b_.emit(opcode::load_unit, t);
    b_.at(n.where);
    b_.emit(opcode::throw_value, t);
    b_.stop();
}

void generator::gen(const ast::try_catch& n, want w) {
    const std::uint32_t begin = b_.pc();
    const bool entered = b_.reachable();
    value(*n.body, w);
    const std::uint32_t end = b_.pc();
    jumps done;
    b_.jump(done);
    {
        const scope here{*this};
        const reg caught = b_.allocate();
        if (entered) b_.bind_handler(begin, end, caught);
        if (const variable* v = module_.meaning.variable_of(n.caught)) begin_variable(*v, caught);
        value(*n.handler, w);
    }
    b_.bind(done);
}

void generator::gen(const ast::broken&, want w) { load_unit(w); }

}  // namespace bounce::script
