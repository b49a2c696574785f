#include "script/syntax/parser.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace bounce::script {
namespace {

/// Words of other languages at the start of what is no statement here.
std::string_view advice_for(std::string_view word) noexcept {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 17> known{{
        {"and", "write `a && b`"},
        {"class", "data is kept in maps: `#{name: \"x\"}`; functions on them use `this`"},
        {"def", "a function is written `fn name(a, b) { ... }`"},
        {"elif", "write `else if`"},
        {"elseif", "write `else if`"},
        {"elsif", "write `else if`"},
        {"enum", "use strings or constants: `const RED = \"red\";`"},
        {"func", "a function is written `fn name(a, b) { ... }`"},
        {"function", "a function is written `fn name(a, b) { ... }`"},
        {"mod", "write `a % b`"},
        {"mut", "a variable made with `let` can always be changed"},
        {"not", "write `!a`"},
        {"or", "write `a || b`"},
        {"print", "write `print(x);`"},
        {"struct", "data is kept in maps: `#{name: \"x\"}`"},
        {"then", "the body stands in braces: `if a { ... }`"},
        {"unless", "write `if !a { ... }`"},
    }};
    const auto* const at = std::ranges::find(known, word, [](const auto& e) { return e.first; });
    return at != known.end() ? at->second : std::string_view{};
}

std::optional<ast::binary_op> compound_operator(token_kind k) noexcept {
    using ast::binary_op;
    switch (k) {
        case token_kind::plus_assign: return binary_op::add;
        case token_kind::minus_assign: return binary_op::subtract;
        case token_kind::star_assign: return binary_op::multiply;
        case token_kind::slash_assign: return binary_op::divide;
        case token_kind::percent_assign: return binary_op::remainder;
        case token_kind::power_assign: return binary_op::power;
        case token_kind::shift_left_assign: return binary_op::shift_left;
        case token_kind::shift_right_assign: return binary_op::shift_right;
        case token_kind::ampersand_assign: return binary_op::bit_and;
        case token_kind::pipe_assign: return binary_op::bit_or;
        case token_kind::caret_assign: return binary_op::bit_xor;
        default: return {};
    }
}

}  // namespace

// ---- lists of statements

/// { statements }; what is missing if it is not there is the body of `owner`.
const ast::block* parser::read_block(std::string_view owner) {
    const level here_below{*this};
    if (!here_below.allowed()) return make<ast::block>(here());
    if (!at(token_kind::brace_open)) {
        unexpected("`{`", "the body of " + std::string{owner} + " stands in braces: `{ ... }`");
        return make<ast::block>(here());
    }
    const within rules{*this, inside()};
    const source_span open = take().where;
    return read_statements(open, token_kind::brace_close, token_kind::brace_close);
}

/// Statements up to a closing token; behind it if it is a brace, before it otherwise.
const ast::block* parser::read_statements(source_span open, token_kind closing,
                                          token_kind other_closing) {
    auto* n = make<ast::block>(open);
    n->open_where = open;
    std::vector<const ast::node*> statements;
    read_statement_list(statements, closing, other_closing);
    n->close_where = here();
    if (closing == token_kind::brace_close && !accept(closing)) {
        complain(open, "this `{` is never closed",
                 "each `{` needs a `}`; the indentation may show where one is missing");
        lost_ = true;
    }
    for (const ast::node* s : statements) rise(*n, s);
    n->statements = tree_.keep(statements);
    return finish(n);
}

void parser::read_statement_list(std::vector<const ast::node*>& into, token_kind closing,
                                 token_kind other_closing) {
    const std::size_t outer = open_braces_.size();
    while (!at(closing) && !at(other_closing) && !at(token_kind::end)) {
        if (at(token_kind::brace_close) || at(token_kind::text_middle) ||
            at(token_kind::text_end)) {
            // The end of something around, or of nothing.
            if (closing != token_kind::end) return;
            if (given_up_ > 0) {
                --given_up_;
            } else {
                complain({here().offset, 1}, "there is no `{` that this `}` closes",
                         "delete it, or look for one too many above");
            }
            take();
            continue;
        }
        const source_span begin = here();
        const statement s = read_statement();
        if (s.node != nullptr) into.push_back(s.node);
        if (!lost_) end_statement(s.ends_itself || s.node == nullptr);
        if (lost_) find_next_statement(outer, begin);
    }
}

/// A semicolon, unless the statement ends itself or the list ends here.
void parser::end_statement(bool ends_itself) {
    if (accept(token_kind::semicolon) || ends_itself) return;
    switch (peek().kind) {
        case token_kind::brace_close:
        case token_kind::text_middle:
        case token_kind::text_end:
        case token_kind::end: return;
        case token_kind::invalid:
        case token_kind::reserved: unexpected("`;`"); return;
        default: break;
    }
    const source_span gap{previous_.end(), 0};
    const std::string_view before = tree_.source().substr(previous_.offset, previous_.length);
    std::string help{advice_for(before)};
    if (help.empty() && at(token_kind::word)) help = advice_for(peek().text);
    if (peek().starts_line && help.empty()) {
        // What follows is in order; only the semicolon is not there.
        complain(gap, "a `;` is missing here",
                 "each statement but the last of a block ends with `;`");
        return;
    }
    if (at(token_kind::arrow)) help = "a closure is written `|x| x + 1`";
    if (at(token_kind::assign) && help.empty())
        help = "an assignment has no value: assign one by one";
    if (help.empty()) help = "statements are separated by `;`";
    fail(here(), "expected `;`, found " + describe(peek()), std::move(help));
}

// ---- one statement

parser::statement parser::read_statement() {
    std::erase_if(docs_, [&](const token& d) { return d.where.end() <= previous_.offset; });
    switch (peek().kind) {
        case token_kind::semicolon: take(); return {nullptr, true};
        case token_kind::kw_let:
        case token_kind::kw_const: return {read_declaration(false), false};
        case token_kind::kw_fn:
        case token_kind::kw_private: read_function(); return {};
        case token_kind::kw_import: read_import(); return {nullptr, false};
        case token_kind::kw_export: return {read_export(), false};
        case token_kind::word:
            if (peek().text == "durable" &&
                (peek_second().is(token_kind::kw_fn) || peek_second().is(token_kind::kw_private))) {
                read_function();
                return {};
            }
            break;
        case token_kind::kw_else:
            return {fail(here(), "this `else` belongs to no `if`",
                         "there may be a `;` or a `}` too many before it"),
                    false};
        case token_kind::kw_catch:
            return {fail(here(), "this `catch` belongs to no `try`",
                         "there may be a `;` or a `}` too many before it"),
                    false};
        default: break;
    }
    return read_simple_statement();
}

/// A block, if, loop ... at the start of a statement is all of it: what follows is the next one.
parser::statement parser::read_simple_statement() {
    switch (peek().kind) {
        case token_kind::brace_open: return {read_block("a block"), true};
        case token_kind::kw_if: return {read_if(), true};
        case token_kind::kw_switch: return {read_switch(), true};
        case token_kind::kw_while: return {read_while(), true};
        case token_kind::kw_loop: return {read_loop(), true};
        case token_kind::kw_for: return {read_for(), true};
        case token_kind::kw_try: return {read_try(), true};
        case token_kind::kw_select: return {read_select(), true};
        case token_kind::kw_do: return {read_do(), false};
        case token_kind::kw_let:
        case token_kind::kw_const:
            return {fail(here(), "a declaration cannot stand here",
                         "put it into a block: `{ let x = 1; ... }`"),
                    false};
        default: return {read_expression_statement(), false};
    }
}

const ast::node* parser::read_expression_statement() {
    const source_span begin = here();
    const ast::node* target = read_expression();
    if (lost_) return target;
    const auto op = compound_operator(peek().kind);
    if (!op && !at(token_kind::assign)) return target;
    auto* n = make<ast::assignment>(begin);
    n->compound = op.has_value();
    n->op = op.value_or(ast::binary_op::add);
    n->op_where = take().where;
    n->target = target;
    check_place(target, n->op_where);
    n->value = read_expression();
    return finish(n, n->target, n->value);
}

void parser::check_place(const ast::node* target, source_span op) {
    const auto refuse = [&](const ast::node* what, std::string message, std::string help) {
        complain(what->where, std::move(message), std::move(help))
            .labels.push_back({op, "assigned here"});
    };
    const std::string places = "assign to a variable, or to a property or element of one";
    for (const ast::node* n = target;;) {
        if (const auto* p = ast::as<ast::property>(n)) {
            n = p->target;
        } else if (const auto* i = ast::as<ast::index>(n)) {
            n = i->target;
        } else if (const auto* name = ast::as<ast::name>(n); name != nullptr) {
            if (!name->modules.empty()) {
                refuse(n, "what belongs to a module cannot be assigned",
                       "only its functions can do that");
            }
            return;
        } else if (n->tag == ast::kind::this_value || n->tag == ast::kind::broken) {
            return;
        } else if (n->tag == ast::kind::call || n->tag == ast::kind::method_call) {
            refuse(n,
                   n == target ? "the result of a call cannot be assigned"
                               : "the result of a call is dropped, and what is assigned with it",
                   "keep it in a variable first: `let x = f(); x.a = 1;`");
            return;
        } else if (n->tag == ast::kind::binary && n == target) {
            refuse(n, "this is a calculation, and nothing can be assigned to it",
                   "to compare, write `==`");
            return;
        } else {
            refuse(n, "nothing can be assigned to this", places);
            return;
        }
    }
}

// ---- declarations

/// At let or const.
const ast::node* parser::read_declaration(bool exported) {
    auto* n = make<ast::declaration>(here());
    n->constant = take().is(token_kind::kw_const);
    n->exported = exported;
    n->target = read_pattern();
    if (lost_) return finish(n);
    if (at(token_kind::colon)) {
        return fail(here(), "variables have no declared type", "write `let x = value;`");
    }
    if (at(token_kind::comma)) {
        return fail(here(), "a declaration declares one variable",
                    "write one `let` for each, or take an array apart: `let [a, b] = pair;`");
    }
    if (accept(token_kind::assign)) {
        n->value = read_value();
    } else if (n->target->how != ast::pattern::form::name) {
        return fail(n->target->where, "there is nothing to take apart", "write `= value` after it");
    }
    return finish(n, n->value);
}

/// x, _, [..], #{..}
const ast::pattern* parser::read_pattern() {
    const level here_below{*this};
    auto* p = tree_.make<ast::pattern>();
    p->where = here();
    if (!here_below.allowed()) return p;
    switch (peek().kind) {
        case token_kind::underscore:
            take();
            p->how = ast::pattern::form::ignored;
            return p;
        case token_kind::bracket_open: return read_array_pattern();
        case token_kind::map_open: return read_map_pattern();
        case token_kind::brace_open:
            fail(here(), "a map is taken apart with `#{`", "write `let #{a, b} = map;`");
            return p;
        case token_kind::paren_open:
            fail(here(), "expected the name of a variable, found `(`",
                 "an array is taken apart with `let [a, b] = pair;`");
            return p;
        default: break;
    }
    p->how = ast::pattern::form::name;
    const bool mut =
        at(token_kind::word) && peek().text == "mut" && peek_second().is(token_kind::word);
    if (mut)
        fail(here(), "there is no `mut`", std::string{advice_for("mut")});
    else
        read_name(p->id, "the name of a variable");
    return p;
}

const ast::pattern* parser::read_array_pattern() {
    auto* p = tree_.make<ast::pattern>();
    p->how = ast::pattern::form::array;
    const source_span open = take().where;
    std::vector<const ast::pattern*> elements;
    while (!at(token_kind::bracket_close) && !lost_) {
        elements.push_back(read_pattern());
        if (!accept(token_kind::comma)) break;
    }
    expect_closing(token_kind::bracket_close, open, "pattern");
    p->elements = tree_.keep(elements);
    p->where = since(open);
    return p;
}

const ast::pattern* parser::read_map_pattern() {
    auto* p = tree_.make<ast::pattern>();
    p->how = ast::pattern::form::map;
    const source_span open = take().where;
    std::vector<ast::pattern_field> fields;
    while (!at(token_kind::brace_close) && !lost_) {
        if (!at(token_kind::text) && !is_wordlike(peek())) {
            unexpected("the name of a property", "write `let #{a, b: other_name} = map;`");
            break;
        }
        const token key = take();
        ast::pattern_field field{{key.text, key.where}, nullptr};
        if (accept(token_kind::colon)) {
            field.target = read_pattern();
        } else if (!key.is(token_kind::word)) {
            unexpected("`:` and the name of a variable", "for example `#{\"a b\": ab}`");
            break;
        } else {
            auto* target = tree_.make<ast::pattern>();
            target->where = key.where;
            target->id = field.key;
            field.target = target;
        }
        fields.push_back(field);
        if (!accept(token_kind::comma)) break;
    }
    expect_closing(token_kind::brace_close, open, "pattern");
    p->fields = tree_.keep(fields);
    p->where = since(open);
    return p;
}

// ---- modules

/// import "path" as name;
void parser::read_import() {
    const source_span begin = take().where;
    if (!around_.at_top) {
        fail(begin, "an import stands at the top of a file, not inside of something",
             "modules are linked before anything runs: move it to the top");
        return;
    }
    if (!at(token_kind::text)) {
        fail(here(), "the path of an import is a plain string",
             "modules are linked before anything runs: `import \"shop/stock\" as stock;`");
        return;
    }
    const token path = take();
    ast::import i;
    i.path = path.text;
    i.path_where = path.where;
    if (path.text.empty()) complain(path.where, "this import names no module");
    if (accept(token_kind::kw_as) && !read_name(i.alias, "a name for the module")) return;
    i.where = since(begin);
    const auto same = std::ranges::find_if(imports_, [&](const ast::import& other) {
        return !i.alias.text.empty() && other.alias.text == i.alias.text;
    });
    if (same != imports_.end()) {
        complain(i.alias.where,
                 "another module is already called `" + std::string{i.alias.text} + "`",
                 "give it another name after `as`")
            .labels.push_back({same->alias.where, "here"});
    }
    imports_.push_back(i);
    end_statement(false);
}

/// export x as y, z; or export let x = 1;
const ast::node* parser::read_export() {
    const source_span begin = take().where;
    if (!around_.at_top) {
        return fail(begin, "an export stands at the top of a file, not inside of something",
                    "only what lives as long as the module can be exported");
    }
    if (at(token_kind::kw_let) || at(token_kind::kw_const)) return read_declaration(true);
    if (at(token_kind::kw_fn)) {
        return fail(here(), "functions need no `export`",
                    "they can be seen from outside unless they are `private`");
    }
    auto* n = make<ast::export_names>(begin);
    std::vector<ast::exported_name> names;
    do {
        ast::exported_name e;
        if (!read_name(e.id, "the name of a variable")) return finish(n);
        e.alias = e.id;
        if (accept(token_kind::kw_as) && !read_name(e.alias, "a name to export it as")) {
            return finish(n);
        }
        names.push_back(e);
    } while (accept(token_kind::comma));
    n->names = tree_.keep(names);
    return finish(n);
}

}  // namespace bounce::script
