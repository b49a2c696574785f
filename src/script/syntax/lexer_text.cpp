#include "script/syntax/lexer.hpp"
#include "script/syntax/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace bounce::script {

void lexer::unterminated(token& t, std::string_view what, std::string help) {
    errors_.error(t.where, std::string{what} + " is never closed", std::move(help));
    t.kind = token_kind::invalid;
}

// "...": escapes; a line break only after a backslash; "" is a quote.
void lexer::read_string(token& t) {
    const std::uint32_t quote_column = column_here();
    const std::size_t from = at_++;
    std::string decoded;
    std::size_t kept = at_;  // from here to at_ the source is the text
    const auto flush = [&] { decoded += source_.substr(kept, at_ - kept); };
    for (;;) {
        if (at_end() || peek() == '\n') {
            if (source_[at_ - 1] == '\r') --at_;
            t.where = span_from(from);
            return unterminated(
                t, "this string",
                "close it with `\"`; text of several lines stands between back-ticks");
        }
        if (peek() == '"') {
            flush();
            ++at_;
            if (peek() != '"') break;
            kept = at_++;
        } else if (peek() == '\\') {
            flush();
            if (peek(1) == '\n' || (peek(1) == '\r' && peek(2) == '\n')) {
                at_ += std::size_t{peek(1) == '\r' ? 3U : 2U};
                skip_continued_line(quote_column);
            } else {
                (void)read_escape(decoded, '"');
            }
            kept = at_;
        } else {
            ++at_;
        }
    }
    t.kind = token_kind::text;
    // Without anything to decode the text is a piece of the source.
    const std::string_view plain = source_.substr(from + 1, at_ - from - 2);
    t.text = plain == decoded ? plain : tree_.keep(decoded);
}

// The indentation of a continued line, up to the column of the quote, is not part of the text.
void lexer::skip_continued_line(std::uint32_t quote_column) {
    for (std::uint32_t column = 1; column <= quote_column; ++column, ++at_) {
        if (peek() != ' ' && peek() != '\t') return;
    }
}

std::uint32_t lexer::column_here() const noexcept {
    const std::size_t start = source_.rfind('\n', at_ == 0 ? 0 : at_ - 1);
    const std::size_t from = start == std::string_view::npos || at_ == 0 ? 0 : start + 1;
    const auto characters = std::ranges::count_if(source_.substr(from, at_ - from), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    });
    return static_cast<std::uint32_t>(characters) + 1;
}

/// \n \r \t \\ \xHH \uHHHH \UHHHHHHHH and the quote itself.
bool lexer::read_escape(std::string& to, char quote) {
    const std::size_t from = at_;
    const char c = peek(1);
    at_ += 2;
    std::size_t digits = 0;
    switch (c) {
        case 'n': to += '\n'; return true;
        case 'r': to += '\r'; return true;
        case 't': to += '\t'; return true;
        case '\\': to += '\\'; return true;
        case 'x': digits = 2; break;
        case 'u': digits = 4; break;
        case 'U': digits = 8; break;
        default: break;
    }
    if (digits == 0) {
        if (c == quote) {
            to += quote;
            return true;
        }
        at_ = from + 1;
        if (at_end()) return false;  // the string is not closed: that is said instead
        if (peek() != '\n') at_ += utf8::decode(source_, at_).length;
        errors_.error(span_from(from),
                      "there is no escape `" + std::string{source_.substr(from, at_ - from)} + "`",
                      std::string{"use \\n \\r \\t \\\\ \\"} + quote +
                          " \\x41 \\u2764 \\U0001F600; a backslash itself is `\\\\`");
        return false;
    }
    char32_t value = 0;
    for (std::size_t i = 0; i < digits; ++i, ++at_) {
        const char h = peek();
        const int digit = is_digit(h)            ? h - '0'
                          : h >= 'a' && h <= 'f' ? h - 'a' + 10
                          : h >= 'A' && h <= 'F' ? h - 'A' + 10
                                                 : -1;
        if (digit < 0) {
            errors_.error(span_from(from),
                          "this escape needs " + std::to_string(digits) + " hexadecimal digits",
                          "for example `\\x41`, `\\u2764`, `\\U0001F600`");
            return false;
        }
        value = value * 16 + static_cast<char32_t>(digit);
    }
    if (!utf8::is_scalar(value)) {
        errors_.error(span_from(from), "no character has this number",
                      "characters are numbered up to 10FFFF, without D800 to DFFF");
        return false;
    }
    utf8::append(to, value);
    return true;
}

// 'x': one character, with the escapes of a string.
void lexer::read_character(token& t) {
    const std::size_t from = at_++;
    std::string decoded;
    bool good = true;
    while (!at_end() && peek() != '\n' && peek() != '\'') {
        if (peek() == '\\') {
            good &= read_escape(decoded, '\'');
        } else {
            decoded += peek();
            ++at_;
        }
    }
    t.where = span_from(from);
    if (peek() != '\'') {
        return unterminated(t, "this character", "close it with `'`; a string stands between `\"`");
    }
    ++at_;
    t.where = span_from(from);
    t.kind = token_kind::character;
    if (!good) return;  // has been reported
    if (decoded.empty()) {
        errors_.error(t.where, "there is no character between the quotes",
                      "the empty string is `\"\"`; the quote itself is `'\\''`");
        return;
    }
    const utf8::decoded first = utf8::decode(decoded, 0);
    if (first.length != decoded.size()) {
        errors_.error(t.where, "a `'...'` holds one character, and this is more than one",
                      "a string stands between `\"`");
    }
    t.integer = static_cast<std::int64_t>(first.value);
}

// #"..."#, ##"..."##: nothing in it has a meaning.
void lexer::read_raw_string(token& t) {
    const std::size_t from = at_;
    while (peek() == '#') ++at_;
    const std::size_t hashes = at_ - from;
    if (peek() != '"') {
        errors_.error(span_from(from), "after `#` comes a string or a `{`",
                      "a raw string is `#\"...\"#`, a map `#{...}`, a comment `// ...`");
        t.kind = token_kind::invalid;
        return;
    }
    ++at_;
    const std::string closing = '"' + std::string(hashes, '#');
    const std::size_t begin = at_;
    const std::size_t end = source_.find(closing, begin);
    if (end == std::string_view::npos) {
        t.where = span_from(from);
        at_ = source_.size();
        return unterminated(t, "this raw string", "it ends with `" + closing + "`");
    }
    at_ = end + closing.size();
    t.kind = token_kind::text;
    t.text = source_.substr(begin, end - begin);
}

// The text of a back-tick string from here to ${ or the back-tick at the end. Two back-ticks are one, \${
// is ${, and line breaks are \n.
void lexer::read_template(token& t, std::uint32_t string_at, token_kind if_more,
                          token_kind if_done) {
    const std::size_t from = at_;
    std::size_t kept = at_;
    std::string decoded;
    const auto flush = [&] { decoded += source_.substr(kept, at_ - kept); };
    const auto finish = [&](token_kind kind) {
        flush();
        t.kind = kind;
        const std::string_view plain = source_.substr(from, at_ - from);
        t.text = plain == decoded ? plain : tree_.keep(decoded);
    };
    const bool continues = if_more == token_kind::text_middle;
    for (;;) {
        if (at_end()) {
            if (continues) interpolations_.pop_back();
            t.where = {string_at, 1};
            return unterminated(t, "this string", "close it with a back-tick");
        }
        if (looking_at("${")) {
            finish(if_more);
            if (continues) interpolations_.pop_back();
            interpolations_.push_back({0, string_at, static_cast<std::uint32_t>(at_)});
            at_ += 2;
            return;
        }
        if (looking_at("``") || looking_at("\\${") || looking_at("\r\n")) {
            // One of the two characters is meant.
            flush();
            if (peek() == '`') {
                kept = ++at_;
                ++at_;
            } else if (peek() == '\\') {
                kept = ++at_;
                at_ += 2;
            } else {
                kept = ++at_;
            }
        } else if (peek() == '`') {
            finish(if_done);
            if (continues) interpolations_.pop_back();
            ++at_;
            return;
        } else {
            ++at_;
        }
    }
}

}  // namespace bounce::script
