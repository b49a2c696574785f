#pragma once

#include "script/syntax/reporter.hpp"
#include "script/syntax/token.hpp"
#include "script/syntax/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bounce::script {

/// Reads one token after the other from the source of `tree`, which also keeps decoded texts. What is
/// wrong is reported here; the token then says `invalid`, or what was most likely meant.
///
/// A back-tick string with ${} comes as several tokens: text_begin, the tokens of the expression,
/// text_middle, ..., text_end. The lexer knows that a } ends the expression by counting braces.
class lexer {
public:
    lexer(syntax_tree& tree, reporter& errors);

    /// After the end: `end`, again and again.
    [[nodiscard]] token next();

private:
    struct interpolation {
        std::uint32_t open_braces = 0;  // inside the ${}
        std::uint32_t string_at = 0;    // where its string began
        std::uint32_t dollar_at = 0;
    };

    // lexer.cpp
    void skip_prologue();
    [[nodiscard]] bool skip_blank(token& t);
    [[nodiscard]] bool skip_block_comment();
    void read_any(token& t);
    void read_word(token& t);
    void read_symbol(token& t);
    void read_unknown(token& t);
    void read_typographic_string(token& t);
    void read_end(token& t);
    void reserved_symbol(token& t, std::size_t length);

    // lexer_number.cpp
    void read_number(token& t);
    void read_radix(token& t, int radix, std::string_view name);
    void read_decimal(token& t);
    bool read_duration(token& t, std::string_view digits, bool whole);
    void end_number(token& t);
    [[nodiscard]] std::string_view plain_digits(std::size_t from, std::size_t to);

    // lexer_text.cpp
    void read_string(token& t);
    void read_character(token& t);
    void read_raw_string(token& t);
    void read_template(token& t, std::uint32_t string_at, token_kind if_more, token_kind if_done);
    [[nodiscard]] bool read_escape(std::string& to, char quote);
    void skip_continued_line(std::uint32_t quote_column);
    [[nodiscard]] std::uint32_t column_here() const noexcept;
    void unterminated(token& t, std::string_view what, std::string help);

    [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept {
        return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
    }
    [[nodiscard]] bool at_end() const noexcept { return at_ >= source_.size(); }
    [[nodiscard]] bool looking_at(std::string_view text) const noexcept {
        return source_.substr(at_).starts_with(text);
    }
    [[nodiscard]] source_span span_from(std::size_t from) const noexcept {
        return {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(at_ - from)};
    }
    [[nodiscard]] static bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
    [[nodiscard]] static bool starts_word(char c) noexcept {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }
    [[nodiscard]] static bool continues_word(char c) noexcept {
        return starts_word(c) || is_digit(c);
    }

    syntax_tree& tree_;
    reporter& errors_;
    std::string_view source_;
    std::size_t at_ = 0;
    bool fresh_line_ = true;
    std::vector<interpolation> interpolations_;  // as deep as the parser allows
    std::string scratch_;
};

}  // namespace bounce::script
