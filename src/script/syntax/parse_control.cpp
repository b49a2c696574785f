#include "script/syntax/parser.hpp"

#include <algorithm>

namespace bounce::script {
namespace {

/// Where these stand, `break`, `return` and `throw` have no value.
bool ends_value(token_kind k) noexcept {
    switch (k) {
        case token_kind::end:
        case token_kind::semicolon:
        case token_kind::comma:
        case token_kind::arrow:
        case token_kind::brace_close:
        case token_kind::paren_close:
        case token_kind::bracket_close:
        case token_kind::text_middle:
        case token_kind::text_end:
        case token_kind::kw_else:
        case token_kind::kw_let:
        case token_kind::kw_const: return true;
        default: return false;
    }
}

/// Cases are compared with values that are known beforehand.
bool is_constant(const ast::node* n) {
    switch (n->tag) {
        case ast::kind::unit_literal:
        case ast::kind::bool_literal:
        case ast::kind::int_literal:
        case ast::kind::float_literal:
        case ast::kind::char_literal:
        case ast::kind::string_literal:
        case ast::kind::duration_literal:
        case ast::kind::broken: return true;
        case ast::kind::array_literal:
            return std::ranges::all_of(ast::as<ast::array_literal>(n)->elements, is_constant);
        case ast::kind::map_literal:
            return std::ranges::all_of(
                ast::as<ast::map_literal>(n)->entries,
                [](const ast::map_entry& e) { return is_constant(e.value); });
        case ast::kind::range: {
            const auto* r = ast::as<ast::range>(n);
            return (r->from == nullptr || is_constant(r->from)) &&
                   (r->to == nullptr || is_constant(r->to));
        }
        default: return false;
    }
}

constexpr int tighter_than_pipe = 31;

}  // namespace

const ast::node* parser::read_if() {
    auto* n = make<ast::if_else>(here());
    std::vector<ast::if_branch> branches;
    do {
        take();  // if
        const ast::node* condition = read_value();
        if (lost_) break;
        const ast::block* body = read_block("an `if`");
        branches.push_back({condition, body});
        rise(*n, condition);
        rise(*n, body);
        if (lost_ || !accept(token_kind::kw_else)) break;
        if (!at(token_kind::kw_if)) {
            n->otherwise = read_block("an `else`");
            break;
        }
    } while (!lost_);
    n->branches = tree_.keep(branches);
    return finish(n, n->otherwise);
}

// ---- switch

const ast::node* parser::read_switch() {
    const level here_below{*this};
    if (!here_below.allowed()) return broken(here());
    auto* n = make<ast::switch_on>(here());
    take();
    n->subject = read_value();
    if (lost_) return finish(n);
    const source_span open = here();
    if (!expect(token_kind::brace_open, "after the value",
                "write `switch x { 1 => ..., _ => ... }`")) {
        return finish(n);
    }
    const within rules{*this, inside()};
    std::vector<ast::switch_case> cases;
    bool has_default = false;
    while (!at(token_kind::brace_close) && !lost_) {
        if (!read_switch_case(cases, has_default)) break;
        if (!end_arm(arm_ended_itself_, "switch")) break;
    }
    if (!lost_) expect_closing(token_kind::brace_close, open, "switch");
    for (const ast::switch_case& c : cases) {
        for (const ast::node* p : c.patterns) rise(*n, p);
        if (c.guard != nullptr) rise(*n, c.guard);
        rise(*n, c.body);
    }
    n->cases = tree_.keep(cases);
    return finish(n, n->subject);
}

/// pattern | pattern if guard => body
bool parser::read_switch_case(std::vector<ast::switch_case>& cases, bool& has_default) {
    ast::switch_case c;
    const source_span begin = here();
    if (has_default) complain(begin, "this case is never reached", "`_` stands last");
    bool anything = false;
    std::vector<const ast::node*> patterns;
    do {
        if (at(token_kind::underscore)) {
            take();
            anything = true;
        } else {
            patterns.push_back(read_pattern_constant());
        }
    } while (!lost_ && accept(token_kind::pipe));
    if (!anything) c.patterns = tree_.keep(patterns);
    if (accept(token_kind::kw_if)) c.guard = read_value();
    if (anything && c.guard == nullptr) has_default = true;
    c.where = since(begin);
    if (lost_ || !expect(token_kind::arrow, "after the case", "write `1 | 2 => value,`"))
        return false;
    const statement body = read_simple_statement();
    c.body = body.node;
    arm_ended_itself_ = body.ends_itself;
    cases.push_back(c);
    return !lost_;
}

const ast::node* parser::read_pattern_constant() {
    const ast::node* p = read_binary(tighter_than_pipe);
    if (!lost_ && !is_constant(p)) {
        complain(p->where, "a case is a value that is known before the program runs",
                 "write `_ if x == ... => ...` for one that is not");
    }
    return p;
}

/// Between two arms stands a comma, unless the first ends with a }.
bool parser::end_arm(bool ends_itself, std::string_view what) {
    if (accept(token_kind::comma) || at(token_kind::brace_close)) return true;
    if (ends_itself && !at(token_kind::end)) return true;
    if (at(token_kind::semicolon)) {  // it is clear what was meant
        complain(here(), "the arms of a `" + std::string{what} + "` are separated by `,`",
                 "several statements in an arm stand in braces: `1 => { a(); b() }`");
        take();
        return true;
    }
    if (at(token_kind::end)) return false;
    unexpected("`,` between two arms of a `" + std::string{what} + "`");
    return false;
}

// ---- loops

const ast::node* parser::read_while() {
    auto* n = make<ast::while_loop>(here());
    take();
    n->condition = read_value();
    if (lost_) return finish(n);
    const within rules{*this, {true, around_.in_function, false}};
    n->body = read_block("a `while`");
    return finish(n, n->condition, n->body);
}

const ast::node* parser::read_loop() {
    auto* n = make<ast::endless_loop>(here());
    take();
    const within rules{*this, {true, around_.in_function, false}};
    n->body = read_block("a `loop`");
    return finish(n, n->body);
}

/// do { } while condition, do { } until condition
const ast::node* parser::read_do() {
    auto* n = make<ast::do_loop>(here());
    take();
    {
        const within rules{*this, {true, around_.in_function, false}};
        n->body = read_block("a `do`");
    }
    if (lost_) return finish(n, n->body);
    n->until = at(token_kind::kw_until);
    if (!n->until && !at(token_kind::kw_while)) {
        unexpected("`while` or `until` after the body of a `do`",
                   "write `do { ... } while x < 10;`");
        return finish(n, n->body);
    }
    take();
    n->condition = read_value();
    return finish(n, n->body, n->condition);
}

/// for x in sequence { }, for (x, i) in sequence { }
const ast::node* parser::read_for() {
    auto* n = make<ast::for_loop>(here());
    take();
    if (accept(token_kind::paren_open)) {
        if (at(token_kind::kw_let)) return read_for_of_three_parts(n);
        if (!read_name(n->item, "the name of the variable", true) ||
            !expect(token_kind::comma, "after the variable", "write `for (item, index) in ...`") ||
            !read_name(n->counter, "the name of the counter", true) ||
            !expect(token_kind::paren_close, "after the counter")) {
            return finish(n);
        }
        if (n->item.text == n->counter.text && n->item.text != "_") {
            complain(n->counter.where, "the variable and the counter have the same name")
                .labels.push_back({n->item.where, "the variable"});
        }
    } else if (!read_name(n->item, "the name of the variable", true)) {
        return finish(n);
    }
    if (!expect(token_kind::kw_in, "after the variable", "write `for x in 0..10 { ... }`")) {
        return finish(n);
    }
    n->sequence = read_value();
    if (lost_) return finish(n);
    const within rules{*this, {true, around_.in_function, false}};
    n->body = read_block("a `for`");
    return finish(n, n->sequence, n->body);
}

/// for (let i = 0; i < 10; i += 1) { }: what is meant is clear, and so is the body.
const ast::node* parser::read_for_of_three_parts(ast::for_loop* n) {
    complain(here(), "there is no `for` of three parts",
             "write `for i in 0..10 { ... }`, or a `while`");
    while (!at(token_kind::brace_open) && !at(token_kind::brace_close) && !at(token_kind::end))
        take();
    n->sequence = broken(here());
    const within rules{*this, {true, around_.in_function, false}};
    n->body = read_block("a `for`");
    return finish(n, n->body);
}

// ---- leaving

const ast::node* parser::read_optional_value() {
    return ends_value(peek().kind) ? nullptr : read_value();
}

const ast::node* parser::read_break() {
    auto* n = make<ast::break_out>(here());
    take();
    if (!around_.in_loop) {
        complain(n->where, "there is no loop around this `break`",
                 around_.in_function ? "a closure or function is left with `return`" : "");
    }
    n->value = read_optional_value();
    return finish(n, n->value);
}

const ast::node* parser::read_continue() {
    auto* n = make<ast::continue_on>(here());
    take();
    if (!around_.in_loop) {
        complain(n->where, "there is no loop around this `continue`",
                 around_.in_function ? "a closure or function is left with `return`" : "");
    }
    return finish(n);
}

const ast::node* parser::read_return() {
    auto* n = make<ast::return_from>(here());
    take();
    n->value = read_optional_value();
    return finish(n, n->value);
}

const ast::node* parser::read_throw() {
    auto* n = make<ast::throw_value>(here());
    take();
    n->value = read_optional_value();
    return finish(n, n->value);
}

const ast::node* parser::read_try() {
    auto* n = make<ast::try_catch>(here());
    take();
    n->body = read_block("a `try`");
    if (lost_) return finish(n, n->body);
    if (!expect(
            token_kind::kw_catch, "after the body of a `try`",
            "write `try { ... } catch (e) { ... }`; to run code in any case: `finally(body, f)`")) {
        return finish(n, n->body);
    }
    if (accept(token_kind::paren_open)) {
        if (!read_name(n->caught, "a name for the error", true) ||
            !expect(token_kind::paren_close, "after the name")) {
            return finish(n, n->body);
        }
    }
    n->handler = read_block("a `catch`");
    return finish(n, n->body, n->handler);
}

// ---- fibers

const ast::node* parser::read_spawn() {
    auto* n = make<ast::spawn_fiber>(here());
    take();
    n->operand = read_unary();
    return finish(n, n->operand);
}

const ast::node* parser::read_select() {
    const level here_below{*this};
    if (!here_below.allowed()) return broken(here());
    auto* n = make<ast::select_first>(here());
    take();
    const source_span open = here();
    if (!expect(token_kind::brace_open, "after `select`",
                "write `select { x = recv(ch) => x, after 2s => () }`")) {
        return finish(n);
    }
    const within rules{*this, inside()};
    std::vector<ast::select_arm> arms;
    while (!at(token_kind::brace_close) && !lost_) {
        if (!read_select_arm(arms)) break;
        if (!end_arm(arm_ended_itself_, "select")) break;
    }
    if (!lost_) {
        if (arms.empty()) {
            complain(open, "this `select` waits for nothing",
                     "give it an arm: `x = recv(ch) => x`");
        }
        expect_closing(token_kind::brace_close, open, "select");
    }
    for (const ast::select_arm& a : arms) {
        if (a.operand != nullptr) rise(*n, a.operand);
        rise(*n, a.body);
    }
    n->arms = tree_.keep(arms);
    return finish(n);
}

/// [pattern =] call => body, after duration => body, else => body
bool parser::read_select_arm(std::vector<ast::select_arm>& arms) {
    ast::select_arm arm;
    const source_span begin = here();
    if (!arms.empty() && arms.back().how == ast::select_arm::form::otherwise) {
        complain(begin, "this arm is never reached", "`else` stands last");
    }
    const bool named = peek_second().is(token_kind::assign);
    if (accept(token_kind::kw_else)) {
        arm.how = ast::select_arm::form::otherwise;
    } else if (at(token_kind::word) && peek().text == "after" && !named) {
        take();
        arm.how = ast::select_arm::form::after;
        arm.operand = read_value();
    } else {
        if (named || at(token_kind::bracket_open) || at(token_kind::map_open)) {
            arm.binding = read_pattern();
            if (lost_ || !expect(token_kind::assign, "after what receives the value")) return false;
        }
        arm.operand = read_value();
        const bool waits =
            arm.operand->tag == ast::kind::call || arm.operand->tag == ast::kind::method_call;
        if (!lost_ && !waits) {
            complain(
                arm.operand->where, "an arm of a `select` waits for a call",
                "that is recv(ch), send(ch, v), join(task), signal(name) or another operation; "
                "anything else: `spawn` it before and `join` it here");
        }
    }
    arm.where = since(begin);
    if (lost_ || !expect(token_kind::arrow, "and what to do then", "write `x = recv(ch) => x,`")) {
        return false;
    }
    const statement body = read_simple_statement();
    arm.body = body.node;
    arm_ended_itself_ = body.ends_itself;
    arms.push_back(arm);
    return !lost_;
}

}  // namespace bounce::script
