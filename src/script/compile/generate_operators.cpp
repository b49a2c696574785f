#include "script/compile/generator.hpp"

#include <limits>

namespace bounce::script {

namespace {

/// Of those that are computed by one instruction.
opcode opcode_of(ast::binary_op op) noexcept {
    using enum ast::binary_op;
    switch (op) {
        case add: return opcode::add;
        case subtract: return opcode::subtract;
        case multiply: return opcode::multiply;
        case divide: return opcode::divide;
        case remainder: return opcode::remainder;
        case power: return opcode::power;
        case shift_left: return opcode::shift_left;
        case shift_right: return opcode::shift_right;
        case bit_and: return opcode::bit_and;
        case bit_or: return opcode::bit_or;
        case bit_xor: return opcode::bit_xor;
        case equal: return opcode::equal;
        case not_equal: return opcode::not_equal;
        case less: return opcode::less;
        case less_equal: return opcode::less_equal;
        case greater: return opcode::greater;
        case greater_equal: return opcode::greater_equal;
        case in:
        case not_in: return opcode::contains;
        case both:
        case either:
        case coalesce: break;
    }
    return opcode::nop;
}

/// Whether the value can be nothing but a bool.
bool is_bool(const ast::node& n) noexcept {
    if (const auto* u = ast::as<ast::unary>(n)) return u->op == ast::unary_op::negate;
    if (const auto* b = ast::as<ast::binary>(n))
        return b->op >= ast::binary_op::equal && b->op != ast::binary_op::coalesce;
    return n.tag == ast::kind::bool_literal;
}

/// Ends of a text that is being put together: nobody else can hold it.
bool makes_text(const ast::node& n) noexcept {
    if (const auto* b = ast::as<ast::binary>(n)) return b->op == ast::binary_op::add;
    return n.tag == ast::kind::string_literal || n.tag == ast::kind::interpolation;
}

}  // namespace

// --- unary ---------------------------------------------------------------------------------------

void generator::gen(const ast::unary& n, want w) {
    if (n.op == ast::unary_op::minus) {
        if (const auto* i = ast::as<ast::int_literal>(n.operand);
            i != nullptr && i->value != std::numeric_limits<std::int64_t>::min()) {
            load_int(w, -i->value);
            return;
        }
        if (const auto* f = ast::as<ast::float_literal>(n.operand)) {
            if (w.needed) b_.emit_bx(opcode::load_constant, w.into, module_.constant_of(-f->value));
            return;
        }
    }
    const reg r = operand(*n.operand);
    const reg into = w.needed ? w.into : b_.allocate();
    b_.at(n.where);
    switch (n.op) {
        case ast::unary_op::minus: b_.emit(opcode::negate, into, r); break;
        case ast::unary_op::plus: b_.emit(opcode::unary_plus, into, r); break;
        case ast::unary_op::negate: b_.emit(opcode::logical_not, into, r); break;
    }
}

// --- binary --------------------------------------------------------------------------------------

void generator::gen(const ast::binary& n, want w) {
    using enum ast::binary_op;
    if (n.op == both || n.op == either || n.op == coalesce) {
        short_circuit(n, w);
        return;
    }
    if (!w.needed) w = {true, b_.allocate(), true};
    if (add_small_int(n, w)) return;
    const reg left = left_operand(n, w);
    const reg right = right_operand(*n.right, n.op, left);
    b_.at(n.where);
    b_.emit(opcode_of(n.op), w.into, left, right);
    if (n.op == not_in) b_.emit(opcode::logical_not, w.into, w.into);
}

/// Where the left side is kept while the right one is evaluated. If it may be in the place of the
/// result, what it holds is unique and can be changed there; but `+` does more to an array that it
/// may change (it pushes), so there only texts are.
reg generator::left_operand(const ast::binary& n, want w) {
    const bool can_share = w.scratch && !plain_register(*n.left) &&
                           (n.op != ast::binary_op::add || makes_text(*n.left));
    if (!can_share) return operand(*n.left, inert(*n.right));
    value(*n.left, {true, w.into, true});
    return w.into;
}

/// An array that takes its own elements must not be changed while they are read.
reg generator::right_operand(const ast::node& n, ast::binary_op op, reg left) {
    const bool same = op == ast::binary_op::add && plain_register(n) == left;
    return same ? temporary(n) : operand(n);
}

/// x + 1 and x - 1, which have an instruction of their own.
bool generator::add_small_int(const ast::binary& n, want w) {
    const auto* literal = ast::as<ast::int_literal>(n.right);
    if (literal == nullptr || literal->value < 0 || literal->value > 127) return false;
    std::int64_t by = literal->value;
    if (n.op == ast::binary_op::subtract) {
        by = -by;
        if (by == 0) return false;
    } else if (n.op != ast::binary_op::add) {
        return false;
    }
    const reg left = left_operand(n, w);
    b_.at(n.where);
    b_.emit(opcode::add_int, w.into, left, static_cast<std::uint32_t>(by & 0xff));
    return true;
}

/// The right side is evaluated only if it must be.
void generator::short_circuit(const ast::binary& n, want w) {
    const reg into = w.needed ? w.into : b_.allocate();
    jumps end;
    value(*n.left, {true, into, true});
    b_.at(n.left->where);
    if (n.op == ast::binary_op::coalesce) {
        b_.jump(opcode::jump_not_unit, into, end);
        value(*n.right, {w.needed, into, true});
    } else {
        b_.jump(n.op == ast::binary_op::both ? opcode::jump_unless : opcode::jump_if, into, end);
        value(*n.right, {true, into, true});
        b_.at(n.right->where);
        if (!is_bool(*n.right)) b_.emit(opcode::check_bool, into);
    }
    b_.bind(end);
}

/// Jumps if the condition is `when`; goes on otherwise.
void generator::branch(const ast::node& condition, bool when, jumps& to) {
    const keep registers{*this};
    if (const auto* b = ast::as<ast::bool_literal>(condition)) {
        if (b->value == when) b_.jump(to);
        return;
    }
    if (const auto* u = ast::as<ast::unary>(condition);
        u != nullptr && u->op == ast::unary_op::negate) {
        branch(*u->operand, !when, to);
        return;
    }
    if (const auto* b = ast::as<ast::binary>(condition);
        b != nullptr && (b->op == ast::binary_op::both || b->op == ast::binary_op::either)) {
        const bool decides = b->op == ast::binary_op::either;  // what the left side decides alone
        if (decides == when) {
            branch(*b->left, when, to);
            branch(*b->right, when, to);
        } else {
            jumps skip;
            branch(*b->left, decides, skip);
            branch(*b->right, when, to);
            b_.bind(skip);
        }
        return;
    }
    const reg r = operand(condition);
    b_.at(condition.where);
    b_.jump(when ? opcode::jump_if : opcode::jump_unless, r, to);
}

// --- assignment ----------------------------------------------------------------------------------

void generator::gen(const ast::assignment& n, want w) {
    const auto* name = ast::as<ast::name>(n.target);
    const variable* v = name == nullptr ? nullptr : module_.meaning.variable_of(name->id);
    if (v != nullptr)
        assign_variable(n, *v);
    else if (n.target->tag == ast::kind::this_value)
        assign_this(n);
    else
        assign_place(n);
    load_unit(w);
}

/// R[left] op= the value.
void generator::compound(const ast::assignment& n, reg left) {
    const auto* literal = ast::as<ast::int_literal>(n.value);
    const bool small = literal != nullptr && literal->value > 0 && literal->value <= 127;
    if (small && (n.op == ast::binary_op::add || n.op == ast::binary_op::subtract)) {
        const std::int64_t by = n.op == ast::binary_op::add ? literal->value : -literal->value;
        b_.at(n.where);
        b_.emit(opcode::add_int, left, left, static_cast<std::uint32_t>(by & 0xff));
        return;
    }
    const reg right = right_operand(*n.value, n.op, left);
    b_.at(n.where);
    b_.emit(opcode_of(n.op), left, left, right);
}

void generator::assign_variable(const ast::assignment& n, const variable& v) {
    const auto home = home_.find(&v);
    if (home == home_.end()) return;  // a constant, about which something was said already
    const reg r = home->second;
    if (!v.shared()) {
        if (n.compound)
            compound(n, r);
        else
            value(*n.value, {true, r, false});
        return;
    }
    const reg right = operand(*n.value);
    b_.at(n.where);
    if (n.compound)
        emit_place(opcode::place_update, right,
                   {.root = r, .flags = place_flags::cell_root, .path = {}},
                   static_cast<std::uint32_t>(opcode_of(n.op)));
    else
        b_.emit(opcode::cell_set, r, right);
}

void generator::assign_this(const ast::assignment& n) {
    if (n.compound) {
        b_.at(n.target->where);
        check_this();
        compound(n, 0);
        return;
    }
    const reg right = operand(*n.value);
    b_.at(n.target->where);
    check_this();
    b_.emit(opcode::move, 0, right);
}

/// As in Rhai the value comes first, then the indices of the place.
void generator::assign_place(const ast::assignment& n) {
    // What a variable is assigned into itself must not change with it.
    const auto self = plain_register(*n.value);
    const bool is_own_part = self && self == plain_register(root_of(*n.target));
    const reg right = is_own_part ? temporary(*n.value) : operand(*n.value, inert(*n.target));
    jumps none;
    const place p = make_place(*n.target, true, none);
    b_.at(n.where);
    if (n.compound)
        emit_place(opcode::place_update, right, p, static_cast<std::uint32_t>(opcode_of(n.op)));
    else
        emit_place(opcode::place_set, right, p, 0);
    b_.bind(none);
}

}  // namespace bounce::script
