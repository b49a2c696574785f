#pragma once

#include "bounce/script/source_span.hpp"

#include <cstdint>
#include <string_view>

namespace bounce::script {

// name, spelling. The order of the three groups is used by is_keyword().
#define BOUNCE_SCRIPT_KEYWORDS(X) \
    X(kw_true, "true")            \
    X(kw_false, "false")          \
    X(kw_let, "let")              \
    X(kw_const, "const")          \
    X(kw_if, "if")                \
    X(kw_else, "else")            \
    X(kw_switch, "switch")        \
    X(kw_do, "do")                \
    X(kw_while, "while")          \
    X(kw_until, "until")          \
    X(kw_loop, "loop")            \
    X(kw_for, "for")              \
    X(kw_in, "in")                \
    X(kw_continue, "continue")    \
    X(kw_break, "break")          \
    X(kw_return, "return")        \
    X(kw_throw, "throw")          \
    X(kw_try, "try")              \
    X(kw_catch, "catch")          \
    X(kw_fn, "fn")                \
    X(kw_private, "private")      \
    X(kw_import, "import")        \
    X(kw_export, "export")        \
    X(kw_as, "as")                \
    X(kw_this, "this")            \
    X(kw_spawn, "spawn")          \
    X(kw_select, "select")

#define BOUNCE_SCRIPT_SYMBOLS(X) \
    X(brace_open, "{")           \
    X(brace_close, "}")          \
    X(paren_open, "(")           \
    X(paren_close, ")")          \
    X(bracket_open, "[")         \
    X(bracket_close, "]")        \
    X(map_open, "#{")            \
    X(semicolon, ";")            \
    X(comma, ",")                \
    X(colon, ":")                \
    X(double_colon, "::")        \
    X(dot, ".")                  \
    X(safe_dot, "?.")            \
    X(safe_bracket, "?[")        \
    X(range_exclusive, "..")     \
    X(range_inclusive, "..=")    \
    X(arrow, "=>")               \
    X(underscore, "_")           \
    X(plus, "+")                 \
    X(minus, "-")                \
    X(star, "*")                 \
    X(slash, "/")                \
    X(percent, "%")              \
    X(power, "**")               \
    X(shift_left, "<<")          \
    X(shift_right, ">>")         \
    X(ampersand, "&")            \
    X(pipe, "|")                 \
    X(caret, "^")                \
    X(bang, "!")                 \
    X(not_in, "!in")             \
    X(equal, "==")               \
    X(not_equal, "!=")           \
    X(less, "<")                 \
    X(less_equal, "<=")          \
    X(greater, ">")              \
    X(greater_equal, ">=")       \
    X(both, "&&")                \
    X(either, "||")              \
    X(coalesce, "??")            \
    X(assign, "=")               \
    X(plus_assign, "+=")         \
    X(minus_assign, "-=")        \
    X(star_assign, "*=")         \
    X(slash_assign, "/=")        \
    X(percent_assign, "%=")      \
    X(power_assign, "**=")       \
    X(shift_left_assign, "<<=")  \
    X(shift_right_assign, ">>=") \
    X(ampersand_assign, "&=")    \
    X(pipe_assign, "|=")         \
    X(caret_assign, "^=")

enum class token_kind : std::uint8_t {
    end,
    invalid,  // what it is has been reported
    integer,
    floating,
    character,
    text,  // a string of any notation without ${}
    duration,
    text_begin,   // `...${
    text_middle,  // }...${
    text_end,     // }...`
    doc_comment,  // /// or /** */: the parser sees none, its reader puts them aside
    module_doc,   // //!
    word,
    reserved,  // a word or symbol that other languages have and this one has not
#define BOUNCE_SCRIPT_TOKEN(name, spelling) name,
    BOUNCE_SCRIPT_KEYWORDS(BOUNCE_SCRIPT_TOKEN) BOUNCE_SCRIPT_SYMBOLS(BOUNCE_SCRIPT_TOKEN)
#undef BOUNCE_SCRIPT_TOKEN
};

struct token {
    token_kind kind = token_kind::end;
    bool starts_line = false;  // only white space before it on its line
    bool is_tight = false;     // nothing at all between it and the token before
    bool needs_minus = false;  // the integer 2^63: `integer` holds -2^63
    source_span where;
    std::int64_t integer = 0;  // integer, duration (nanoseconds), character (its code point)
    double floating = 0;
    std::string_view text;  // decoded content of a text; spelling of a word, of a reserved one

    [[nodiscard]] bool is(token_kind k) const noexcept { return kind == k; }
};

[[nodiscard]] constexpr bool is_keyword(token_kind k) noexcept {
    return k >= token_kind::kw_true && k <= token_kind::kw_select;
}

/// A keyword that may stand where any other name may: after a dot, as a key.
[[nodiscard]] constexpr bool is_wordlike(const token& t) noexcept {
    return t.kind == token_kind::word || is_keyword(t.kind) ||
           (t.kind == token_kind::reserved && !t.text.empty() &&
            ((t.text[0] >= 'a' && t.text[0] <= 'z') || t.text[0] == '_'));
}

/// "{", "let"; empty for the kinds that have many spellings.
[[nodiscard]] std::string_view spelling(token_kind k) noexcept;

/// The keyword of that spelling, `reserved`, or `word`.
[[nodiscard]] token_kind classify_word(std::string_view text) noexcept;

/// What to write instead of a reserved word or symbol; empty if it is only kept for later.
[[nodiscard]] std::string_view instead_of_reserved(std::string_view text) noexcept;

}  // namespace bounce::script
