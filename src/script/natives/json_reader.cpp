#include "script/natives/json.hpp"
#include "script/values/array.hpp"
#include "script/values/map.hpp"
#include "script/values/string.hpp"
#include "script/values/walks.hpp"

#include <charconv>
#include <optional>
#include <vector>

namespace bounce::script {

namespace {

[[nodiscard]] bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Reads one text. Containers that are still open are in a list, so that depth costs no stack.
class json_reader {
public:
    json_reader(native_context& context, std::string_view text) noexcept
        : context_{context}, text_{text} {}

    [[nodiscard]] fallible<value> read() {
        for (;;) {
            skip_blanks();
            auto made = read_value();
            if (!made) return failure_of(made);
            if (!*made) continue;  // a container was opened, and its first value is next
            std::optional<value> whole = std::move(*made);
            auto done = close(std::move(*whole));
            if (!done) return failure_of(done);
            if (!*done) continue;
            skip_blanks();
            if (at_ != text_.size()) return wrong("something follows the end");
            return std::move(**done);
        }
    }

private:
    struct open_container {
        value container;
        value key;  // of the value that is being read, in a map
    };

    [[nodiscard]] std::unexpected<failure> wrong(std::string_view what) const {
        std::size_t line = 1;
        std::size_t column = 1;
        for (std::size_t i = 0; i < at_ && i < text_.size(); ++i) {
            ++column;
            if (text_[i] != '\n') continue;
            ++line;
            column = 1;
        }
        std::string message =
            "JSON, line " + std::to_string(line) + ", column " + std::to_string(column) + ": ";
        message += what;
        return fail(error_kind::parsing, std::move(message));
    }

    [[nodiscard]] char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
    void skip_blanks() noexcept {
        while (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r') ++at_;
    }
    [[nodiscard]] bool take(std::string_view word) noexcept {
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }

    /// A whole value, or nothing if a container was opened that has something in it.
    [[nodiscard]] fallible<std::optional<value>> read_value() {
        switch (peek()) {
            case '[': return open(make_array(context_.owner()), ']');
            case '{': return open(make_map(context_.owner()), '}');
            case '"': {
                auto text = read_string();
                if (!text) return failure_of(text);
                return std::optional{std::move(*text)};
            }
            case 't':
                if (take("true")) return std::optional{value::boolean(true)};
                break;
            case 'f':
                if (take("false")) return std::optional{value::boolean(false)};
                break;
            case 'n':
                if (take("null")) return std::optional{value{}};
                break;
            default:
                if (peek() == '-' || is_digit(peek())) return read_number();
                break;
        }
        return wrong(at_ == text_.size() ? "the text ends where a value should be"
                                         : "expected a value");
    }

    [[nodiscard]] fallible<std::optional<value>> open(value container, char end) {
        ++at_;
        skip_blanks();
        if (peek() == end) {
            ++at_;
            return std::optional{std::move(container)};
        }
        if (open_.size() == context_.limits().json_depth) return wrong("nested too deep");
        open_.push_back({std::move(container), {}});
        if (auto key = read_key(); !key) return failure_of(key);
        return std::optional<value>{};
    }

    /// The key and colon in front of a value, if a map is open.
    [[nodiscard]] fallible<void> read_key() {
        if (open_.back().container.is_array()) return {};
        skip_blanks();
        if (peek() != '"') return wrong("expected a key in quotes");
        auto key = read_string();
        if (!key) return failure_of(key);
        open_.back().key = std::move(*key);
        skip_blanks();
        if (peek() != ':') return wrong("expected a colon behind a key");
        ++at_;
        return {};
    }

    /// Puts a value where it belongs, and ends what ends behind it: the outermost value once that is
    /// complete, else nothing.
    [[nodiscard]] fallible<std::optional<value>> close(value made) {
        while (!open_.empty()) {
            open_container& in = open_.back();
            const bool is_array = in.container.is_array();
            if (auto put = put_into(in, std::move(made)); !put) return failure_of(put);
            skip_blanks();
            if (peek() == ',') {
                ++at_;
                if (auto key = read_key(); !key) return failure_of(key);
                return std::optional<value>{};
            }
            if (peek() != (is_array ? ']' : '}')) {
                return wrong(is_array ? "expected a comma or ]" : "expected a comma or }");
            }
            ++at_;
            made = std::move(in.container);
            open_.pop_back();
        }
        return std::optional{std::move(made)};
    }

    [[nodiscard]] fallible<void> put_into(open_container& in, value item) {
        if (in.container.is_array()) {
            auto& array = as<array_object>(in.container);
            if (auto fits = context_.check_array(array.items.size() + 1); !fits) return fits;
            array.push(std::move(item));
            return {};
        }
        auto& map = as<map_object>(in.container);
        if (auto fits = context_.check_map(map.size() + 1); !fits) return fits;
        map.set(in.key, std::move(item));
        return {};
    }

    [[nodiscard]] fallible<std::optional<value>> read_number() {
        const std::size_t begin = at_;
        bool whole = true;
        if (peek() == '-') ++at_;
        if (!is_digit(peek())) return wrong("expected a digit");
        if (peek() == '0') {
            ++at_;
            if (is_digit(peek())) return wrong("a number does not start with 0");
        }
        while (is_digit(peek())) ++at_;
        if (peek() == '.') {
            whole = false;
            ++at_;
            if (!is_digit(peek())) return wrong("expected a digit behind the point");
            while (is_digit(peek())) ++at_;
        }
        if (peek() == 'e' || peek() == 'E') {
            whole = false;
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            if (!is_digit(peek())) return wrong("expected a digit in the exponent");
            while (is_digit(peek())) ++at_;
        }
        const char* const first = text_.data() + begin;
        const char* const last = text_.data() + at_;
        if (whole) {
            std::int64_t i = 0;
            if (std::from_chars(first, last, i).ec == std::errc{}) {
                return std::optional{value::integer(i)};
            }
        }
        double f = 0;
        if (std::from_chars(first, last, f).ec != std::errc{}) {
            return wrong("the number does not fit into a float");
        }
        return std::optional{value::floating(f)};
    }

    [[nodiscard]] fallible<value> read_string() {
        ++at_;
        const std::size_t begin = at_;
        while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
               static_cast<unsigned char>(text_[at_]) >= 0x20) {
            ++at_;
        }
        std::string unescaped{text_.substr(begin, at_ - begin)};
        while (peek() != '"') {
            if (at_ == text_.size()) return wrong("the text ends inside of a string");
            if (static_cast<unsigned char>(peek()) < 0x20) {
                return wrong("a control character inside of a string");
            }
            if (peek() != '\\') {
                unescaped += text_[at_++];
                continue;
            }
            if (auto done = read_escape(unescaped); !done) return failure_of(done);
        }
        ++at_;
        if (auto fits = context_.check_string(unescaped.size()); !fits) return failure_of(fits);
        return make_string(context_.owner(), unescaped);
    }

    [[nodiscard]] fallible<void> read_escape(std::string& out) {
        constexpr std::string_view letters = "\"\\/bfnrt";
        constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
        ++at_;
        const char letter = peek();
        if (letter != 'u') {
            const std::size_t which = letters.find(letter);
            if (at_ == text_.size() || which == std::string_view::npos) {
                return wrong("an escape that JSON does not have");
            }
            out += meanings[which];
            ++at_;
            return {};
        }
        auto unit = read_unit();
        if (!unit) return failure_of(unit);
        char32_t c = *unit;
        if (c >= 0xDC00 && c < 0xE000) return wrong("the second half of a surrogate pair alone");
        if (c >= 0xD800 && c < 0xDC00) {
            if (!text_.substr(at_).starts_with("\\u")) return wrong("half of a surrogate pair");
            ++at_;
            auto second = read_unit();
            if (!second) return failure_of(second);
            if (*second < 0xDC00 || *second > 0xDFFF) return wrong("half of a surrogate pair");
            c = 0x10000 + ((c - 0xD800) << 10U) + (*second - 0xDC00);
        }
        append_utf8(out, c);
        return {};
    }

    /// u and four hex digits.
    [[nodiscard]] fallible<char32_t> read_unit() {
        const std::string_view digits = text_.substr(std::min(at_ + 1, text_.size()), 4);
        std::uint16_t unit = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
        if (digits.size() != 4 || error != std::errc{} || end != digits.data() + 4) {
            return wrong("\\u takes four hexadecimal digits");
        }
        at_ += 5;
        return char32_t{unit};
    }

    native_context& context_;
    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<open_container> open_;
};

}  // namespace

fallible<value> parse_json(native_context& context, std::string_view text) {
    context.charge(text.size());
    return json_reader{context, text}.read();
}

}  // namespace bounce::script
