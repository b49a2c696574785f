#include "script/syntax/parser.hpp"

#include <algorithm>
#include <string>

namespace bounce::script {

bool parser::read_name(ast::identifier& into, std::string_view what, bool underscore_too) {
    if (at(token_kind::word) || (underscore_too && at(token_kind::underscore))) {
        const token word = take();
        into = {word.is(token_kind::underscore) ? "_" : word.text, word.where};
        return true;
    }
    if (is_keyword(peek().kind)) {
        fail(here(), "expected " + std::string{what} + ", found the keyword " + describe(peek()),
             "choose another name");
    } else {
        unexpected(what);
    }
    return false;
}

/// [private] [durable] fn [type.]name(parameters) { ... }
void parser::read_function() {
    auto* f = tree_.make<ast::function>();
    const source_span begin = here();
    std::vector<std::string_view> docs;
    for (const token& d : docs_) {
        if (d.where.offset >= previous_.end() && d.where.offset < begin.offset)
            docs.push_back(d.text);
    }
    docs_.clear();
    f->docs = tree_.keep(docs);
    while (at(token_kind::kw_private) || at(token_kind::word)) {
        (at(token_kind::kw_private) ? f->is_private : f->is_durable) = true;
        take();
        const bool more = at(token_kind::kw_fn) || at(token_kind::kw_private) ||
                          (at(token_kind::word) && peek().text == "durable");
        if (!more) {
            unexpected("`fn`", "`private` and `durable` say something about a function");
            return;
        }
    }
    const source_span keyword = take().where;
    if (!around_.at_top) {
        complain(keyword, "a function is defined at the top of a file, not inside of something",
                 "a closure can stand here: `let name = |x| ...;`");
    }
    const bool typed =
        peek_second().is(token_kind::dot) && (at(token_kind::text) || is_wordlike(peek()));
    if (typed) {
        const token type = take();
        f->this_type = {type.text, type.where};
        take();
        // Behind the dot of a call every word may stand, so it may here.
        if (is_wordlike(peek())) {
            const token word = take();
            f->id = {word.text, word.where};
        } else {
            unexpected("the name of the function");
            return;
        }
    } else if (!read_name(f->id, "the name of the function")) {
        return;
    }
    if (!at(token_kind::paren_open)) {
        unexpected("`(` and the parameters", "a function without any is `fn f() { ... }`");
        return;
    }
    read_parameters(*f);
    f->head_where = since(begin);
    if (lost_) return;
    const within rules{*this, {.in_function = true}};
    f->body = read_block("a function");
    f->where = since(begin);
    if (!lost_) remember_function(*f);
}

namespace {

void check_new_name(const std::vector<ast::parameter>& before, const ast::identifier& id,
                    auto&& complain) {
    if (id.text == "_") return;
    const auto same =
        std::ranges::find_if(before, [&](const ast::parameter& p) { return p.id.text == id.text; });
    if (same != before.end()) complain(*same);
}

}  // namespace

/// ( a, b = 1 )
void parser::read_parameters(ast::function& f) {
    const source_span open = take().where;
    std::vector<ast::parameter> parameters;
    while (!at(token_kind::paren_close) && !lost_) {
        ast::parameter p;
        if (!read_name(p.id, "the name of a parameter", true)) return;
        check_new_name(parameters, p.id, [&](const ast::parameter& same) {
            complain(p.id.where, "two parameters are called `" + std::string{p.id.text} + "`")
                .labels.push_back({same.id.where, "the first"});
        });
        if (at(token_kind::colon)) {
            fail(here(), "parameters have no declared type", "write only the name");
            return;
        }
        if (accept(token_kind::assign)) {
            const within rules{*this, {.in_function = true}};
            p.fallback = read_value();
        } else if (!parameters.empty() && parameters.back().fallback != nullptr) {
            complain(p.id.where,
                     "`" + std::string{p.id.text} + "` needs a default, as the one before has",
                     "parameters without a default come first");
        }
        parameters.push_back(p);
        if (!accept(token_kind::comma)) break;
    }
    expect_closing(token_kind::paren_close, open, "list of parameters");
    f.parameters = tree_.keep(parameters);
}

/// Two functions with one name must differ in how many arguments they take.
void parser::remember_function(const ast::function& f) {
    const auto least = [](const ast::function& g) {
        return std::ranges::count_if(g.parameters,
                                     [](const ast::parameter& p) { return p.fallback == nullptr; });
    };
    const auto most = [](const ast::function& g) { return std::ssize(g.parameters); };
    const std::string key = std::string{f.this_type.text} + "." + std::string{f.id.text};
    std::vector<const ast::function*>& namesakes = by_name_[key];
    for (const ast::function* other : namesakes) {
        if (most(*other) < least(f) || most(f) < least(*other)) continue;
        complain(f.head_where,
                 "there is already a function `" + std::string{f.id.text} +
                     "` that takes as many arguments",
                 "functions of one name differ in the number of their parameters")
            .labels.push_back({other->head_where, "here"});
        break;
    }
    namesakes.push_back(&f);
    functions_.push_back(&f);
}

/// |x, y| body, || body
const ast::node* parser::read_closure() {
    auto* n = make<ast::closure>(here());
    std::vector<ast::parameter> parameters;
    const token open = take();
    while (open.is(token_kind::pipe) && !at(token_kind::pipe) && !lost_) {
        ast::parameter p;
        if (!read_name(p.id, "the name of a parameter", true)) return finish(n);
        check_new_name(parameters, p.id, [&](const ast::parameter& same) {
            complain(p.id.where, "two parameters are called `" + std::string{p.id.text} + "`")
                .labels.push_back({same.id.where, "the first"});
        });
        parameters.push_back(p);
        if (at(token_kind::assign)) {
            return fail(here(), "the parameters of a closure have no defaults",
                        "functions have them: `fn f(x, y = 1) { ... }`");
        }
        if (!accept(token_kind::comma)) break;
    }
    if (open.is(token_kind::pipe))
        expect_closing(token_kind::pipe, open.where, "list of parameters");
    n->parameters = tree_.keep(parameters);
    if (lost_) return finish(n);
    const within rules{*this, {.in_function = true}};
    n->body = read_simple_statement().node;
    return finish(n, n->body);
}

}  // namespace bounce::script
