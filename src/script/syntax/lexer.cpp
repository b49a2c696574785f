#include "script/syntax/lexer.hpp"

#include "script/syntax/utf8.hpp"

#include <algorithm>
#include <array>

namespace bounce::script {

lexer::lexer(syntax_tree& tree, reporter& errors)
    : tree_{tree}, errors_{errors}, source_{tree.source()} {
    skip_prologue();
}

// A byte order mark, and a line for the shell: #!/usr/bin/env bounce
void lexer::skip_prologue() {
    if (looking_at("\xEF\xBB\xBF")) at_ += 3;
    if (looking_at("#!")) {
        while (!at_end() && peek() != '\n') ++at_;
    }
}

token lexer::next() {
    token t;
    const std::size_t before = at_;
    while (skip_blank(t)) {
        if (t.is(token_kind::doc_comment) || t.is(token_kind::module_doc)) return t;
    }
    t.starts_line = fresh_line_;
    t.is_tight = at_ == before;
    fresh_line_ = false;
    const std::size_t from = at_;
    t.where = span_from(from);
    if (at_end()) {
        read_end(t);
    } else {
        read_any(t);
        t.where = span_from(from);
    }
    return t;
}

/// Steps over one run of white space or one comment. A doc comment becomes the token.
bool lexer::skip_blank(token& t) {
    const std::size_t from = at_;
    while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n' ||
                         peek() == '\f')) {
        if (peek() == '\n') fresh_line_ = true;
        ++at_;
    }
    if (looking_at("//")) {
        const std::size_t begin = at_;
        while (!at_end() && peek() != '\n') ++at_;
        std::string_view text = source_.substr(begin, at_ - begin);
        if (text.ends_with('\r')) text.remove_suffix(1);
        // A ruler of slashes documents nothing.
        const bool is_doc = text.starts_with("///") && !text.starts_with("////");
        if (is_doc || text.starts_with("//!")) {
            t.kind = is_doc ? token_kind::doc_comment : token_kind::module_doc;
            t.where = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(text.size())};
            t.text = text;
        }
    } else if (looking_at("/*")) {
        const std::size_t begin = at_;
        if (skip_block_comment()) {
            const std::string_view text = source_.substr(begin, at_ - begin);
            if (text.size() > 4 && text.starts_with("/**") && !text.starts_with("/***")) {
                t.kind = token_kind::doc_comment;
                t.where = span_from(begin);
                t.text = text;
            }
        }
    }
    return at_ != from;
}

bool lexer::skip_block_comment() {
    const std::size_t begin = at_;
    std::size_t depth = 0;
    while (!at_end()) {
        if (looking_at("/*")) {
            ++depth;
            at_ += 2;
        } else if (looking_at("*/")) {
            at_ += 2;
            if (--depth == 0) return true;
        } else {
            if (peek() == '\n') fresh_line_ = true;
            ++at_;
        }
    }
    errors_.error(
        {static_cast<std::uint32_t>(begin), 2}, "this comment is never closed",
        depth > 1 ? "comments nest: each `/*` needs a `*/` of its own" : "close it with `*/`");
    return false;
}

void lexer::read_any(token& t) {
    const char c = peek();
    if (is_digit(c)) return read_number(t);
    if (starts_word(c)) return read_word(t);
    switch (c) {
        case '"': return read_string(t);
        case '\'': return read_character(t);
        case '`': {
            const auto begin = static_cast<std::uint32_t>(at_);
            ++at_;
            // Text may start on the line below.
            if (peek() == '\r' && peek(1) == '\n') ++at_;
            if (peek() == '\n') ++at_;
            return read_template(t, begin, token_kind::text_begin, token_kind::text);
        }
        case '#':
            if (peek(1) == '"' || peek(1) == '#') return read_raw_string(t);
            break;
        case '}':
            if (interpolations_.empty() || interpolations_.back().open_braces > 0) break;
            ++at_;
            return read_template(t, interpolations_.back().string_at, token_kind::text_middle,
                                 token_kind::text_end);
        default: break;
    }
    read_symbol(t);
}

void lexer::read_word(token& t) {
    const std::size_t from = at_;
    while (continues_word(peek())) ++at_;
    t.text = source_.substr(from, at_ - from);
    t.kind = t.text == "_" ? token_kind::underscore : classify_word(t.text);
}

void lexer::read_end(token& t) {
    t.kind = token_kind::end;
    if (interpolations_.empty()) return;
    const interpolation& open = interpolations_.back();
    errors_.error({open.dollar_at, 2}, "this `${` is never closed",
                  "write `}` after the expression, and a back-tick at the end of the string");
    interpolations_.clear();
}

namespace {

struct symbol {
    std::string_view text;
    token_kind kind;
};

// Those with the same first character stand together, the longest first. Reserved ones stand here too, so that an
// arrow is not read as a minus.
constexpr std::array symbols{
    symbol{"!==", token_kind::reserved},
    symbol{"!=", token_kind::not_equal},
    symbol{"!", token_kind::bang},
    symbol{"#{", token_kind::map_open},
    symbol{"#", token_kind::reserved},
    symbol{"$", token_kind::reserved},
    symbol{"%=", token_kind::percent_assign},
    symbol{"%", token_kind::percent},
    symbol{"&&", token_kind::both},
    symbol{"&=", token_kind::ampersand_assign},
    symbol{"&", token_kind::ampersand},
    symbol{"(", token_kind::paren_open},
    symbol{")", token_kind::paren_close},
    symbol{"**=", token_kind::power_assign},
    symbol{"**", token_kind::power},
    symbol{"*=", token_kind::star_assign},
    symbol{"*", token_kind::star},
    symbol{"++", token_kind::reserved},
    symbol{"+=", token_kind::plus_assign},
    symbol{"+", token_kind::plus},
    symbol{",", token_kind::comma},
    symbol{"->", token_kind::reserved},
    symbol{"--", token_kind::reserved},
    symbol{"-=", token_kind::minus_assign},
    symbol{"-", token_kind::minus},
    symbol{"...", token_kind::reserved},
    symbol{"..=", token_kind::range_inclusive},
    symbol{"..", token_kind::range_exclusive},
    symbol{".", token_kind::dot},
    symbol{"/=", token_kind::slash_assign},
    symbol{"/", token_kind::slash},
    symbol{"::<", token_kind::reserved},
    symbol{"::", token_kind::double_colon},
    symbol{":=", token_kind::reserved},
    symbol{":", token_kind::colon},
    symbol{";", token_kind::semicolon},
    symbol{"<<=", token_kind::shift_left_assign},
    symbol{"<<", token_kind::shift_left},
    symbol{"<=", token_kind::less_equal},
    symbol{"<", token_kind::less},
    symbol{"===", token_kind::reserved},
    symbol{"==", token_kind::equal},
    symbol{"=>", token_kind::arrow},
    symbol{"=", token_kind::assign},
    symbol{">>=", token_kind::shift_right_assign},
    symbol{">>", token_kind::shift_right},
    symbol{">=", token_kind::greater_equal},
    symbol{">", token_kind::greater},
    symbol{"?.", token_kind::safe_dot},
    symbol{"?[", token_kind::safe_bracket},
    symbol{"??", token_kind::coalesce},
    symbol{"?", token_kind::reserved},
    symbol{"@", token_kind::reserved},
    symbol{"[", token_kind::bracket_open},
    symbol{"\\", token_kind::reserved},
    symbol{"]", token_kind::bracket_close},
    symbol{"^=", token_kind::caret_assign},
    symbol{"^", token_kind::caret},
    symbol{"{", token_kind::brace_open},
    symbol{"|=", token_kind::pipe_assign},
    symbol{"||", token_kind::either},
    symbol{"|", token_kind::pipe},
    symbol{"}", token_kind::brace_close},
    symbol{"~", token_kind::reserved},
};

// By its first character, where a symbol begins in the table; the size of the table if none does.
constexpr auto first_symbol = [] {
    std::array<std::uint8_t, 128> first{};
    first.fill(symbols.size());
    for (std::size_t i = symbols.size(); i-- > 0;) {
        first[static_cast<unsigned char>(symbols[i].text[0])] = static_cast<std::uint8_t>(i);
    }
    return first;
}();

}  // namespace

void lexer::read_symbol(token& t) {
    // x !in y; but !index is a negation.
    if (looking_at("!in") && !continues_word(peek(3))) {
        at_ += 3;
        t.kind = token_kind::not_in;
        return;
    }
    const auto c = static_cast<unsigned char>(peek());
    for (std::size_t i = c < first_symbol.size() ? first_symbol[c] : symbols.size();
         i < symbols.size() && symbols[i].text[0] == peek(); ++i) {
        const symbol& s = symbols[i];
        if (!looking_at(s.text)) continue;
        at_ += s.text.size();
        t.kind = s.kind;
        t.text = s.text;
        if (!interpolations_.empty()) {
            std::uint32_t& open = interpolations_.back().open_braces;
            if (s.kind == token_kind::brace_open || s.kind == token_kind::map_open) ++open;
            if (s.kind == token_kind::brace_close) --open;  // read_any saw that it is not 0
        }
        return;
    }
    read_unknown(t);
}

/// What stands between “ and ” was meant to be a string.
void lexer::read_typographic_string(token& t) {
    const std::size_t from = at_;
    const std::size_t line_end = std::min(source_.find('\n', at_), source_.size());
    std::size_t end = source_.find("\xE2\x80", at_);
    const auto closes = [&] { return source_[end + 2] >= '\x98' && source_[end + 2] <= '\x9D'; };
    while (end < line_end && !closes()) end = source_.find("\xE2\x80", end + 3);
    if (end >= line_end) return;
    t.kind = token_kind::text;
    t.text = source_.substr(from, end - from);
    at_ = end + 3;
}

void lexer::read_unknown(token& t) {
    const std::size_t from = at_;
    const utf8::decoded d = utf8::decode(source_, at_);
    at_ += d.length;
    t.kind = token_kind::invalid;
    if (d.value < 0x20 || d.value == 0x7F) {
        errors_.error(span_from(from), "there is a control character here", "delete it");
    } else if (d.value == 0x201C || d.value == 0x201D || d.value == 0x2018 || d.value == 0x2019) {
        errors_.error(span_from(from), "these quotes are typographic",
                      "use the straight ones of the keyboard: \" and '");
        read_typographic_string(t);
    } else if (d.value == 0xA0 || d.value == 0x200B || d.value == 0xFEFF) {
        errors_.error(span_from(from), "there is an invisible character here",
                      "replace it with a plain space");
    } else {
        while (!at_end() && static_cast<unsigned char>(peek()) >= 0x80) ++at_;
        const std::string text{source_.substr(from, at_ - from)};
        errors_.error(span_from(from), "`" + text + "` has no meaning here",
                      "names are made of the letters a to z, digits and `_`; "
                      "other text belongs between quotes");
    }
}

}  // namespace bounce::script
