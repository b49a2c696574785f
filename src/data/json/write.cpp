#include "bounce/data/json/write.hpp"

#include "data/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

namespace bounce::json {

namespace {

// One container that is being written: how many of its parts are out already.
struct level {
    const value* container;
    std::size_t written = 0;
};

class writer {
public:
    explicit writer(unsigned indent) : indent_{std::min(indent, 16U)} {}

    std::string run(const value& root) {
        put(root);
        while (!levels_.empty()) step();
        return std::move(out_);
    }

private:
    // Writes the next part of the innermost container, or closes it.
    void step() {
        auto& here = levels_.back();
        const auto* members = here.container->if_object();
        const auto* elements = here.container->if_array();
        const auto size = members != nullptr ? members->size() : elements->size();
        if (here.written == size) {
            levels_.pop_back();
            if (size != 0) new_line();
            out_ += members != nullptr ? '}' : ']';
            return;
        }
        if (here.written != 0) out_ += ',';
        new_line();
        const auto position = here.written++;
        if (members == nullptr) return put((*elements)[position]);
        const auto& m = members->begin()[position];
        put_string(m.name);
        out_ += indent_ != 0 ? ": " : ":";
        put(m.value);
    }

    void put(const value& v) {
        switch (v.kind()) {
            case kind::null: out_ += "null"; break;
            case kind::boolean: out_ += *v.as_bool() ? "true" : "false"; break;
            case kind::integer: put_number(*v.as_int64()); break;
            case kind::unsigned_integer: put_number(*v.as_uint64()); break;
            case kind::real: put_real(*v.as_double()); break;
            case kind::string: put_string(*v.if_string()); break;
            case kind::array:
            case kind::object:
                out_ += v.kind() == kind::object ? '{' : '[';
                levels_.push_back(level{&v});
                break;
        }
    }

    std::size_t put_number(auto n) {
        std::array<char, 32> digits;
        const auto done = std::to_chars(digits.begin(), digits.end(), n);
        out_.append(digits.data(), done.ptr);
        return static_cast<std::size_t>(done.ptr - digits.data());
    }

    void put_real(double d) {
        if (!std::isfinite(d)) {
            out_ += "null";
            return;
        }
        const auto length = put_number(d);
        const auto digits = std::string_view{out_}.substr(out_.size() - length);
        if (digits.find_first_of(".e") == std::string_view::npos) out_ += ".0";
    }

    void put_string(std::string_view s) {
        out_ += '"';
        while (!s.empty()) {
            const auto plain = plain_prefix(s);
            out_.append(s.substr(0, plain));
            s.remove_prefix(plain);
            if (s.empty()) break;
            s.remove_prefix(put_character(s));
        }
        out_ += '"';
    }

    // Printable ASCII that needs no escape.
    static std::size_t plain_prefix(std::string_view s) {
        const auto special = std::ranges::find_if(s, [](char c) {
            const auto u = static_cast<unsigned char>(c);
            return u < 0x20 || u >= 0x80 || c == '"' || c == '\\';
        });
        return static_cast<std::size_t>(special - s.begin());
    }

    // Writes the first character of s, which is not plain; returns how many bytes of s that took.
    std::size_t put_character(std::string_view s) {
        const char c = s.front();
        if (static_cast<unsigned char>(c) >= 0x80) {
            const auto length = data::utf8_sequence(s);
            out_.append(length != 0 ? s.substr(0, length) : std::string_view{"\xEF\xBF\xBD"});
            return std::max<std::size_t>(length, 1);
        }
        switch (c) {
            case '"': out_ += "\\\""; break;
            case '\\': out_ += "\\\\"; break;
            case '\n': out_ += "\\n"; break;
            case '\r': out_ += "\\r"; break;
            case '\t': out_ += "\\t"; break;
            default: {
                static constexpr std::string_view digits = "0123456789abcdef";
                out_ += "\\u00";
                out_ += digits[static_cast<unsigned char>(c) >> 4U];
                out_ += digits[static_cast<unsigned char>(c) & 15U];
            }
        }
        return 1;
    }

    void new_line() {
        if (indent_ == 0) return;
        out_ += '\n';
        out_.append(levels_.size() * indent_, ' ');
    }

    unsigned indent_;
    std::string out_;
    std::vector<level> levels_;
};

}  // namespace

std::string write(const value& v, const write_options& options) {
    return writer{options.indent}.run(v);
}

}  // namespace bounce::json
