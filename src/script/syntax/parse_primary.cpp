#include "script/syntax/parser.hpp"

#include <unordered_map>

namespace bounce::script {

const ast::node* parser::read_primary() {
    switch (peek().kind) {
        case token_kind::integer:
        case token_kind::floating:
        case token_kind::character:
        case token_kind::text:
        case token_kind::duration:
        case token_kind::kw_true:
        case token_kind::kw_false: return read_literal();
        case token_kind::text_begin: return read_interpolation();
        case token_kind::paren_open: return read_parentheses();
        case token_kind::bracket_open: return read_array();
        case token_kind::map_open: return read_map();
        case token_kind::word: return read_name_or_path();
        case token_kind::pipe:
        case token_kind::either: return read_closure();
        case token_kind::brace_open: return read_block("block");
        case token_kind::kw_if: return read_if();
        case token_kind::kw_switch: return read_switch();
        case token_kind::kw_while: return read_while();
        case token_kind::kw_do: return read_do();
        case token_kind::kw_loop: return read_loop();
        case token_kind::kw_for: return read_for();
        case token_kind::kw_try: return read_try();
        case token_kind::kw_select: return read_select();
        case token_kind::kw_break: return read_break();
        case token_kind::kw_continue: return read_continue();
        case token_kind::kw_return: return read_return();
        case token_kind::kw_throw: return read_throw();
        case token_kind::kw_spawn: return read_spawn();
        case token_kind::kw_this: {
            const source_span where = take().where;
            if (!around_.in_function) {
                complain(where, "there is no `this` outside of functions and closures",
                         "`this` is the value a method is called on");
            }
            return make<ast::this_value>(where);
        }
        case token_kind::underscore:
            return fail(here(), "`_` is not a value",
                        "it stands for what is of no interest, "
                        "as in `switch x { _ => ... }` and `let [a, _] = pair;`");
        case token_kind::dot:
        case token_kind::safe_dot:
            return unexpected("an expression",
                              "a block, `if` or `switch` at the start of a statement "
                              "ends with its `}`: put it in parentheses to use its value");
        default: return unexpected("an expression");
    }
}

const ast::node* parser::read_literal() {
    const token t = take();
    switch (t.kind) {
        case token_kind::integer: {
            if (t.needs_minus) {
                complain(t.where, "this number does not fit into 64 bits",
                         "the largest integer is 9223372036854775807; only its negative may be "
                         "one more");
            }
            auto* n = make<ast::int_literal>(t.where);
            n->value = t.integer;
            return n;
        }
        case token_kind::floating: {
            auto* n = make<ast::float_literal>(t.where);
            n->value = t.floating;
            return n;
        }
        case token_kind::character: {
            auto* n = make<ast::char_literal>(t.where);
            n->value = static_cast<char32_t>(t.integer);
            return n;
        }
        case token_kind::duration: {
            auto* n = make<ast::duration_literal>(t.where);
            n->nanoseconds = t.integer;
            return n;
        }
        case token_kind::text: return string_part(t);
        default: {
            auto* n = make<ast::bool_literal>(t.where);
            n->value = t.is(token_kind::kw_true);
            return n;
        }
    }
}

const ast::node* parser::string_part(const token& t) {
    auto* n = make<ast::string_literal>(t.where);
    n->value = t.text;
    return n;
}

/// () or ( expression )
const ast::node* parser::read_parentheses() {
    const source_span open = take().where;
    if (accept(token_kind::paren_close)) return make<ast::unit_literal>(since(open));
    const ast::node* inner = read_value();
    if (lost_) return inner;
    if (at(token_kind::comma)) {
        return fail(here(), "there are no tuples",
                    "several values together are an array: `[a, b]`");
    }
    if (!accept(token_kind::paren_close)) {
        if (at(token_kind::end)) {
            return fail(open, "this parenthesis is never closed", "its `)` is missing");
        }
        return unexpected("`)`", "it closes the `(` of this expression");
    }
    // Only the parser has seen the node so far, and made it.
    const_cast<ast::node*>(inner)->in_parentheses = true;
    return inner;
}

const ast::node* parser::read_array() {
    auto* n = make<ast::array_literal>(here());
    const source_span open = take().where;
    std::vector<const ast::node*> elements;
    while (!at(token_kind::bracket_close) && !lost_) {
        elements.push_back(read_value());
        rise(*n, elements.back());
        if (!accept(token_kind::comma)) break;
    }
    expect_closing(token_kind::bracket_close, open, "array");
    n->elements = tree_.keep(elements);
    return finish(n);
}

const ast::node* parser::read_map() {
    auto* n = make<ast::map_literal>(here());
    const source_span open = take().where;
    std::vector<ast::map_entry> entries;
    while (!at(token_kind::brace_close) && !lost_) {
        if (!read_map_entry(entries, *n)) break;
        if (!accept(token_kind::comma)) break;
    }
    expect_closing(token_kind::brace_close, open, "map");
    std::unordered_map<std::string_view, source_span> seen;
    for (const ast::map_entry& e : entries) {
        const auto [before, is_new] = seen.emplace(e.key.text, e.key.where);
        if (is_new) continue;
        complain(e.key.where, "this map already has the key `" + std::string{e.key.text} + "`")
            .labels.push_back({before->second, "here it is first"});
    }
    n->entries = tree_.keep(entries);
    return finish(n);
}

/// key: value, "key": value, or the shorthand for key: key
bool parser::read_map_entry(std::vector<ast::map_entry>& entries, ast::node& map) {
    if (at(token_kind::text_begin)) {
        fail(here(), "the key of a map literal is a fixed text",
             "set it afterwards: m[`a${i}`] = value;");
        return false;
    }
    if (!at(token_kind::text) && !is_wordlike(peek())) {
        unexpected("a key", at(token_kind::integer)
                                ? "keys are names or strings: `#{\"1\": value}`"
                                : "a map is written `#{key: value, \"other key\": value}`");
        return false;
    }
    const token key = take();
    ast::map_entry entry{{key.text, key.where}, nullptr};
    const bool shorthand = at(token_kind::comma) || at(token_kind::brace_close);
    if (shorthand && key.is(token_kind::word)) {
        auto* value = make<ast::name>(key.where);
        value->id = entry.key;
        entry.value = value;
    } else if (at(token_kind::assign)) {
        fail(here(), "a key and its value are separated by `:`", "write `#{key: value}`");
        return false;
    } else if (!expect(token_kind::colon, "after the key")) {
        return false;
    } else {
        entry.value = read_value();
    }
    rise(map, entry.value);
    entries.push_back(entry);
    return !lost_;
}

const ast::node* parser::read_interpolation() {
    auto* n = make<ast::interpolation>(here());
    std::vector<const ast::node*> parts;
    token text = take();
    for (;;) {
        if (!text.text.empty()) parts.push_back(string_part(text));
        if (text.is(token_kind::text_end)) break;
        const within rules{*this, inside()};
        parts.push_back(read_statements(previous_, token_kind::text_middle, token_kind::text_end));
        rise(*n, parts.back());
        if (!at(token_kind::text_middle) && !at(token_kind::text_end)) {
            // The lexer knows better than we where the ${ is, and has said so at the end of the file.
            lost_ = true;
            break;
        }
        text = take();
    }
    n->parts = tree_.keep(parts);
    return finish(n);
}

/// x, m::x
const ast::node* parser::read_name_or_path() {
    auto* n = make<ast::name>(here());
    std::vector<ast::identifier> path;
    token word = take();
    while (at(token_kind::double_colon)) {
        path.push_back({word.text, word.where});
        take();
        if (!is_wordlike(peek())) return unexpected("a name after `::`");
        word = take();
    }
    n->modules = tree_.keep(path);
    n->id = {word.text, word.where};
    return finish(n);
}

}  // namespace bounce::script
