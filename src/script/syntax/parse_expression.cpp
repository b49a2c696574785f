#include "script/syntax/parser.hpp"

#include <optional>

namespace bounce::script {
namespace {

using ast::binary_op;
using ast::unary_op;

struct operator_entry {
    binary_op op;
    int precedence;  // those of Rhai; higher binds tighter
};

constexpr int range_precedence = 140;
constexpr int relational_precedence = 130;

constexpr std::optional<operator_entry> binary_operator(token_kind k) noexcept {
    switch (k) {
        case token_kind::either: return {{binary_op::either, 30}};
        case token_kind::pipe: return {{binary_op::bit_or, 30}};
        case token_kind::caret: return {{binary_op::bit_xor, 30}};
        case token_kind::both: return {{binary_op::both, 60}};
        case token_kind::ampersand: return {{binary_op::bit_and, 60}};
        case token_kind::equal: return {{binary_op::equal, 90}};
        case token_kind::not_equal: return {{binary_op::not_equal, 90}};
        case token_kind::kw_in: return {{binary_op::in, 110}};
        case token_kind::not_in: return {{binary_op::not_in, 110}};
        case token_kind::less: return {{binary_op::less, relational_precedence}};
        case token_kind::less_equal: return {{binary_op::less_equal, relational_precedence}};
        case token_kind::greater: return {{binary_op::greater, relational_precedence}};
        case token_kind::greater_equal: return {{binary_op::greater_equal, relational_precedence}};
        case token_kind::coalesce: return {{binary_op::coalesce, 135}};
        // ranges: 140
        case token_kind::plus: return {{binary_op::add, 150}};
        case token_kind::minus: return {{binary_op::subtract, 150}};
        case token_kind::star: return {{binary_op::multiply, 180}};
        case token_kind::slash: return {{binary_op::divide, 180}};
        case token_kind::percent: return {{binary_op::remainder, 180}};
        case token_kind::power: return {{binary_op::power, 190}};
        case token_kind::shift_left: return {{binary_op::shift_left, 210}};
        case token_kind::shift_right: return {{binary_op::shift_right, 210}};
        default: return {};
    }
}

bool is_range(token_kind k) noexcept {
    return k == token_kind::range_exclusive || k == token_kind::range_inclusive;
}

bool is_relational(binary_op op) noexcept {
    return op == binary_op::less || op == binary_op::less_equal || op == binary_op::greater ||
           op == binary_op::greater_equal;
}

/// Where these stand, a range has no upper end.
bool ends_range(token_kind k) noexcept {
    switch (k) {
        case token_kind::end:
        case token_kind::semicolon:
        case token_kind::comma:
        case token_kind::arrow:
        case token_kind::brace_open:
        case token_kind::brace_close:
        case token_kind::paren_close:
        case token_kind::bracket_close:
        case token_kind::text_middle:
        case token_kind::text_end: return true;
        default: return false;
    }
}

}  // namespace

const ast::node* parser::read_value() {
    const ast::node* n = read_expression();
    if (lost_ || !at(token_kind::assign)) return n;
    complain(here(), "an assignment has no value and cannot stand here",
             "to compare, write `==`; to assign, make it a statement of its own");
    take();
    (void)read_expression();
    return n;
}

const ast::node* parser::read_binary(int least) {
    const source_span begin = here();
    const ast::node* left = is_range(peek().kind) ? read_range(nullptr, begin) : read_unary();
    while (!lost_) {
        if (is_range(peek().kind)) {
            if (range_precedence < least) break;
            if (left->tag == ast::kind::range && !left->in_parentheses) {
                return fail(here(), "a range has two ends, and this would be a third",
                            "put one of the ranges in parentheses");
            }
            left = read_range(left, begin);
            continue;
        }
        const auto entry = binary_operator(peek().kind);
        if (!entry || entry->precedence < least) break;
        auto* n = make<ast::binary>(begin);
        n->op = entry->op;
        n->op_where = take().where;
        const auto* before = ast::as<ast::binary>(left);
        if (is_relational(n->op) && before != nullptr && is_relational(before->op) &&
            !before->in_parentheses) {
            complain(n->op_where, "comparisons cannot be chained",
                     "compare twice: `a < b && b < c`")
                .labels.push_back({before->op_where, "the first comparison"});
        }
        n->left = left;
        n->right = n->op == binary_op::power ? read_exponent(entry->precedence)
                                             : read_binary(entry->precedence + 1);
        left = finish(n, n->left, n->right);
    }
    return left;
}

/// ** alone binds to the right: 2 ** 3 ** 2 is 2 ** 9. So it nests where others only make a chain.
const ast::node* parser::read_exponent(int precedence) {
    const level here_below{*this};
    return here_below.allowed() ? read_binary(precedence) : broken(here());
}

/// At .. or ..=; from is null if there is nothing before it.
const ast::node* parser::read_range(const ast::node* from, source_span begin) {
    auto* n = make<ast::range>(begin);
    n->from = from;
    n->inclusive = take().is(token_kind::range_inclusive);
    if (!ends_range(peek().kind)) n->to = read_binary(range_precedence + 1);
    return finish(n, n->from, n->to);
}

const ast::node* parser::read_unary() {
    const level here_below{*this};
    if (!here_below.allowed()) return broken(here());
    unary_op op{};
    switch (peek().kind) {
        case token_kind::minus: {
            const token& next = peek_second();
            if (next.is_tight && (next.is(token_kind::integer) || next.is(token_kind::floating) ||
                                  next.is(token_kind::duration))) {
                return read_postfix(read_negative_number());
            }
            op = unary_op::minus;
            break;
        }
        case token_kind::plus: op = unary_op::plus; break;
        case token_kind::bang: op = unary_op::negate; break;
        default: return read_postfix(read_primary());
    }
    auto* n = make<ast::unary>(here());
    n->op = op;
    take();
    n->operand = read_unary();
    return finish(n, n->operand);
}

/// -2 is one number, so that -2.abs() is 2 and -9223372036854775808 can be written.
const ast::node* parser::read_negative_number() {
    const source_span begin = take().where;
    const token t = take();
    if (t.is(token_kind::floating)) {
        auto* n = make<ast::float_literal>(begin);
        n->value = -t.floating;
        return finish(n);
    }
    // The negative of -2^63, which only a hexadecimal or a binary number can be, is itself.
    const auto value = static_cast<std::int64_t>(-static_cast<std::uint64_t>(t.integer));
    if (t.is(token_kind::duration)) {
        auto* n = make<ast::duration_literal>(begin);
        n->nanoseconds = value;
        return finish(n);
    }
    auto* n = make<ast::int_literal>(begin);
    n->value = value;
    return finish(n);
}

const ast::node* parser::read_postfix(const ast::node* n) {
    while (!lost_) {
        switch (peek().kind) {
            case token_kind::dot:
            case token_kind::safe_dot: n = read_member(n); break;
            case token_kind::bracket_open:
            case token_kind::safe_bracket: n = read_index(n); break;
            case token_kind::bang: {
                const auto* callee = ast::as<ast::name>(n);
                const bool call = peek().is_tight && peek_second().is_tight &&
                                  peek_second().is(token_kind::paren_open);
                if (callee == nullptr || callee->in_parentheses || !call) return n;
                complain(here(), "`f!(...)`, a call in the scope of its caller, does not exist",
                         "give the function what it needs as arguments, or use a closure");
                take();
                break;
            }
            case token_kind::paren_open: {
                const auto* callee = ast::as<ast::name>(n);
                if (callee != nullptr && !callee->in_parentheses) {
                    n = read_call(*callee);
                    break;
                }
                if (peek().starts_line) return n;  // a semicolon is missing, rather
                return fail(here(), "only a name can be called like this",
                            "call the value with `.call(...)`, or give it a name first");
            }
            default: return n;
        }
    }
    return n;
}

const ast::node* parser::read_call(const ast::name& callee) {
    auto* n = make<ast::call>(callee.where);
    n->modules = callee.modules;
    n->id = callee.id;
    n->arguments = read_arguments(*n);
    return finish(n);
}

/// At ( up to behind ). The call rises above its arguments.
ast::nodes parser::read_arguments(ast::node& call) {
    const source_span open = take().where;
    std::vector<const ast::node*> found;
    while (!at(token_kind::paren_close) && !lost_) {
        const ast::node* argument = read_value();
        found.push_back(argument);
        rise(call, argument);
        if (at(token_kind::arrow) && argument->tag == ast::kind::name) {
            fail(here(), "`=>` does not make a function", "a closure is written `|x| x + 1`");
        }
        if (!accept(token_kind::comma)) break;
    }
    expect_closing(token_kind::paren_close, open, "list of arguments");
    return tree_.keep(found);
}

/// At . or ?.
const ast::node* parser::read_member(const ast::node* target) {
    const bool null_safe = take().is(token_kind::safe_dot);
    if (!is_wordlike(peek())) {
        const bool number = at(token_kind::integer) || at(token_kind::floating);
        return unexpected("the name of a property or method", number ? "an element is `a[0]`" : "");
    }
    const token word = take();
    if (at(token_kind::bang) && peek().is_tight && peek_second().is(token_kind::paren_open)) {
        complain(here(), "`f!(...)`, a call in the scope of its caller, does not exist",
                 "give the function what it needs as arguments, or use a closure");
        take();
    }
    if (at(token_kind::paren_open)) {
        auto* n = make<ast::method_call>(target->where);
        n->target = target;
        n->id = {word.text, word.where};
        n->null_safe = null_safe;
        n->arguments = read_arguments(*n);
        return finish(n, n->target);
    }
    auto* n = make<ast::property>(target->where);
    n->target = target;
    n->id = {word.text, word.where};
    n->null_safe = null_safe;
    return finish(n, n->target);
}

/// At [ or ?[
const ast::node* parser::read_index(const ast::node* target) {
    auto* n = make<ast::index>(target->where);
    n->target = target;
    const token open = take();
    n->null_safe = open.is(token_kind::safe_bracket);
    if (at(token_kind::bracket_close)) {
        return fail(here(), "the index is missing", "the whole of it is `a[..]`");
    }
    n->subscript = read_value();
    expect_closing(token_kind::bracket_close, open.where, "index");
    return finish(n, n->target, n->subscript);
}

}  // namespace bounce::script
