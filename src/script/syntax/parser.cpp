#include "script/syntax/parser.hpp"

#include "script/syntax/utf8.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace bounce::script {

parser::parser(syntax_tree& tree, reporter& errors, const parse_limits& limits)
    : tree_{tree}, errors_{errors}, limits_{limits}, lexer_{tree, errors} {
    ahead_[0] = fetch();
    ahead_[1] = fetch();
}

void parser::read_module() {
    around_ = {.at_top = true};
    const ast::block* body = read_statements({0, 0}, token_kind::end, token_kind::end);
    tree_.set_root({.imports = tree_.keep(imports_),
                    .functions = tree_.keep(functions_),
                    .body = body,
                    .docs = tree_.keep(module_docs_)});
}

// ---- tokens

token parser::fetch() {
    for (;;) {
        token t;
        if (stopped_) {
            t.where = {static_cast<std::uint32_t>(tree_.source().size()), 0};
            return t;
        }
        t = lexer_.next();
        if (t.is(token_kind::doc_comment)) {
            docs_.push_back(t);
        } else if (t.is(token_kind::module_doc)) {
            module_docs_.push_back(t.text);
        } else {
            return t;
        }
    }
}

token parser::take() {
    const token t = ahead_[0];
    previous_ = t.where;
    count_brace(t.kind);
    ahead_[0] = ahead_[1];
    ahead_[1] = fetch();
    if (errors_.is_full()) stop();
    return t;
}

void parser::count_brace(token_kind k) {
    switch (k) {
        case token_kind::brace_open:
        case token_kind::map_open:
        case token_kind::text_begin: open_braces_.push_back(k); break;
        case token_kind::brace_close:
        case token_kind::text_end:
            if (!open_braces_.empty()) open_braces_.pop_back();
            break;
        default: break;
    }
}

bool parser::accept(token_kind k) {
    if (!at(k)) return false;
    take();
    return true;
}

/// The rest of the text is not looked at.
void parser::stop() {
    stopped_ = true;
    lost_ = true;
    ahead_[0] = fetch();
    ahead_[1] = ahead_[0];
}

source_span parser::since(source_span begin) const noexcept {
    return previous_.end() > begin.offset
               ? source_span{begin.offset, previous_.end() - begin.offset}
               : begin;
}

// ---- errors

diagnostic& parser::complain(source_span where, std::string message, std::string help) {
    if (lost_) return dropped_ = {};
    diagnostic& d = errors_.error(where, std::move(message), std::move(help));
    if (errors_.is_full()) stop();
    return d;
}

const ast::node* parser::fail(source_span where, std::string message, std::string help) {
    complain(where, std::move(message), std::move(help));
    lost_ = true;
    return broken(where);
}

const ast::node* parser::broken(source_span where) { return make<ast::broken>(where); }

std::string parser::describe(const token& t) {
    switch (t.kind) {
        case token_kind::end: return "the end of the file";
        case token_kind::integer:
        case token_kind::floating: return "a number";
        case token_kind::character: return "a character";
        case token_kind::duration: return "a duration";
        case token_kind::text:
        case token_kind::text_begin: return "a string";
        case token_kind::text_middle:
        case token_kind::text_end: return "`}`";
        case token_kind::word:
        case token_kind::reserved: return "`" + std::string{t.text} + "`";
        default: return "`" + std::string{spelling(t.kind)} + "`";
    }
}

/// Complains about the next token.
const ast::node* parser::unexpected(std::string_view expected, std::string help) {
    const token& t = peek();
    if (t.is(token_kind::invalid)) {  // has been reported
        lost_ = true;
        return broken(t.where);
    }
    if (t.is(token_kind::reserved)) {
        const bool word = is_wordlike(t);
        std::string message = "`" + std::string{t.text} + "`";
        message += word ? " is a reserved word" : " is not an operator";
        const std::string_view advice = instead_of_reserved(t.text);
        if (!advice.empty()) help = advice;
        if (help.empty() && word) help = "choose another name";
        return fail(t.where, std::move(message), std::move(help));
    }
    const bool ends_interpolation = t.is(token_kind::text_middle) || t.is(token_kind::text_end);
    const source_span where{t.where.offset, ends_interpolation ? 1 : t.where.length};
    return fail(where, "expected " + std::string{expected} + ", found " + describe(t),
                std::move(help));
}

/// The next token must be k; `where` goes on after its spelling: "after the condition".
bool parser::expect(token_kind k, std::string_view where, std::string help) {
    if (accept(k)) return true;
    unexpected("`" + std::string{spelling(k)} + "` " + std::string{where}, std::move(help));
    return false;
}

/// The next token must close what was opened at `open`.
bool parser::expect_closing(token_kind k, source_span open, std::string_view what) {
    if (accept(k)) return true;
    if (lost_ || at(token_kind::invalid) || at(token_kind::reserved)) {
        unexpected("");
        return false;
    }
    const std::string mark = "`" + std::string{spelling(k)} + "`";
    if (at(token_kind::end)) {
        complain(open, "this " + std::string{what} + " is never closed",
                 "its " + mark + " is missing");
    } else {
        complain(here(), "expected " + mark + " or `,`, found " + describe(peek()))
            .labels.push_back({open, "this " + std::string{what} + " is open"});
    }
    lost_ = true;
    return false;
}

namespace {

bool begins_statement(token_kind k) noexcept {
    switch (k) {
        case token_kind::kw_let:
        case token_kind::kw_const:
        case token_kind::kw_fn:
        case token_kind::kw_private:
        case token_kind::kw_import:
        case token_kind::kw_export:
        case token_kind::kw_if:
        case token_kind::kw_while:
        case token_kind::kw_for:
        case token_kind::kw_loop:
        case token_kind::kw_do:
        case token_kind::kw_try:
        case token_kind::kw_return: return true;
        default: return false;
    }
}

}  // namespace

/// After an error in the statement that began at `failed`, in a list inside of `outer` open braces: to behind
/// the next semicolon, or to the } of the list, or to a line that begins with the keyword of a statement or
/// comes after a brace that had to be closed. Braces that are opened on
/// the way are skipped with what they hold; those that were open are closed on the way, or given up if
/// they were a map's, since no statement stands in a map.
void parser::find_next_statement(std::size_t outer, source_span failed) {
    std::size_t inner = std::max(outer, open_braces_.size());  // open when the error was found
    const auto found = [&] {
        while (open_braces_.size() > outer) {
            open_braces_.pop_back();
            ++given_up_;
        }
        lost_ = stopped_;
    };
    while (!at(token_kind::end)) {
        const bool not_within = open_braces_.size() <= inner;
        const bool in_list = open_braces_.size() <= outer;
        const bool may_end = not_within && (in_list || open_braces_.back() == token_kind::map_open);
        if (may_end && at(token_kind::semicolon)) {
            take();
            return found();
        }
        if (may_end && peek().where.offset > failed.offset && peek().starts_line &&
            begins_statement(peek().kind)) {
            return found();
        }
        const bool closes =
            at(token_kind::brace_close) || at(token_kind::text_middle) || at(token_kind::text_end);
        if (closes && in_list) return found();
        take();
        inner = std::min(inner, std::max(outer, open_braces_.size()));
        if (closes && open_braces_.size() <= outer && peek().starts_line) return found();
    }
    lost_ = stopped_;
}

// ---- depth

bool parser::level::allowed() const {
    parser& p = parser_;
    if (p.depth_ <= p.limits_.depth) return true;
    if (!p.stopped_) p.too_deep(p.here());
    return false;
}

void parser::too_deep(source_span where) {
    complain(where, "this is nested too deeply",
             "more than " + std::to_string(limits_.depth) +
                 " levels, where each link of a chain such as a + b + c is one: "
                 "keep a part of it in a variable or a function");
    stop();
}

void parser::rise(ast::node& n, const ast::node* child) noexcept {
    if (child == nullptr || child->height < n.height) return;
    constexpr auto most = std::numeric_limits<std::uint16_t>::max();
    n.height = child->height == most ? most : static_cast<std::uint16_t>(child->height + 1);
}

void parser::check_height(const ast::node& n) {
    // a + b + c + ... nests to the left without any recursion here.
    if (n.height > limits_.depth && !stopped_) too_deep({n.where.end(), 0});
}

// ---- entry

bool parse_result::ok() const noexcept {
    return std::ranges::none_of(
        diagnostics, [](const diagnostic& d) { return d.level == diagnostic::severity::error; });
}

parse_result parse(std::string_view source, std::string_view file_name,
                   const parse_limits& limits) {
    reporter errors{std::max<std::size_t>(limits.errors, 1)};
    const std::size_t most =
        std::min<std::size_t>(limits.source_bytes, std::numeric_limits<std::uint32_t>::max() - 1);
    if (source.size() > most) {
        errors.error({}, "this source is too large: " + std::to_string(source.size()) + " bytes",
                     "the limit is " + std::to_string(most) + " bytes");
        source = {};
    } else if (const std::size_t bad = utf8::find_invalid(source); bad != std::string_view::npos) {
        errors.error({static_cast<std::uint32_t>(bad), 1}, "this is not UTF-8 text",
                     "save the file with the encoding UTF-8");
        source = {};
    }
    parse_result out{syntax_tree{source, file_name}, {}};
    parser{out.tree, errors, limits}.read_module();
    out.diagnostics = errors.take();
    std::ranges::sort(out.diagnostics, {},
                      [](const diagnostic& d) { return std::tie(d.where.offset, d.message); });
    return out;
}

}  // namespace bounce::script
