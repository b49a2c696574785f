#include "bounce/data/json/parse.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace bounce::json {

namespace {

namespace bj = boost::json;

// What the parser calls. Finished values wait on one stack; the end of an array or object takes its
// parts from the top of it. Of a member, its name lies below its value.
class builder {
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    bool on_document_begin(bj::error_code&) { return true; }
    bool on_document_end(bj::error_code&) { return true; }
    bool on_object_begin(bj::error_code&) { return true; }
    bool on_array_begin(bj::error_code&) { return true; }

    bool on_object_end(std::size_t count, bj::error_code&) {
        std::vector<member> members;
        members.reserve(count);
        const auto first = values_.size() - count;
        const auto first_name = names_.size() - count;
        for (std::size_t i = 0; i < count; ++i)
            members.push_back(
                member{std::move(names_[first_name + i]), std::move(values_[first + i])});
        names_.resize(first_name);
        values_.resize(first);
        values_.emplace_back(object{std::move(members)});
        return true;
    }

    bool on_array_end(std::size_t count, bj::error_code&) {
        const auto first = values_.end() - static_cast<std::ptrdiff_t>(count);
        array parts{std::make_move_iterator(first), std::make_move_iterator(values_.end())};
        values_.erase(first, values_.end());
        values_.emplace_back(std::move(parts));
        return true;
    }

    bool on_key_part(bj::string_view s, std::size_t, bj::error_code&) { return append(s); }
    bool on_key(bj::string_view s, std::size_t, bj::error_code&) {
        append(s);
        names_.push_back(std::exchange(text_, {}));
        return true;
    }
    bool on_string_part(bj::string_view s, std::size_t, bj::error_code&) { return append(s); }
    bool on_string(bj::string_view s, std::size_t, bj::error_code&) {
        append(s);
        values_.emplace_back(std::exchange(text_, {}));
        return true;
    }

    bool on_number_part(bj::string_view, bj::error_code&) { return true; }
    bool on_int64(std::int64_t i, bj::string_view, bj::error_code&) { return add(i); }
    bool on_uint64(std::uint64_t u, bj::string_view, bj::error_code&) { return add(u); }
    // The parser's own conversion may be off in the last digit, so the text is converted here.
    bool on_double(double approximate, bj::string_view s, bj::error_code& ec) {
        double exact = 0;
        const auto done = std::from_chars(s.data(), s.data() + s.size(), exact);
        if (done.ec == std::errc::result_out_of_range) exact = approximate;
        if (!std::isfinite(exact)) {
            ec = bj::error::exponent_overflow;
            return false;
        }
        return add(exact);
    }
    bool on_bool(bool b, bj::error_code&) { return add(b); }
    bool on_null(bj::error_code&) { return add(nullptr); }
    bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
    bool on_comment(bj::string_view, bj::error_code&) { return true; }

    [[nodiscard]] value take() { return std::move(values_.back()); }

private:
    template <class T>
    bool add(T v) {
        values_.emplace_back(v);
        return true;
    }
    bool append(bj::string_view s) {
        text_.append(s.data(), s.size());
        return true;
    }

    std::vector<value> values_;
    std::vector<std::string> names_;
    std::string text_;
};

error at_position(const error& why, std::string_view text, std::size_t offset) {
    const auto before = text.substr(0, offset);
    const auto line = 1 + std::ranges::count(before, '\n');
    const auto start = before.rfind('\n');
    const auto column = start == std::string_view::npos ? offset + 1 : offset - start;
    return why.in("parse JSON at", std::string{"line "}
                                       .append(std::to_string(line))
                                       .append(", column ")
                                       .append(std::to_string(column)));
}

error translated(const bj::error_code& ec, const parse_options& options) {
    if (ec == bj::error::incomplete) return errc::end_of_input;
    if (ec == bj::error::too_deep)
        return error{errc::limit_exceeded}.in(
            std::string{"nested deeper than "}.append(std::to_string(options.max_depth)));
    if (ec == bj::error::exponent_overflow)
        return error{errc::limit_exceeded}.in("number too large for a double");
    return error{errc::malformed}.in(ec.message());
}

}  // namespace

result<value> parse(std::string_view text, const parse_options& options) {
    if (options.max_depth > limits::json_depth_max)
        return error{errc::invalid_argument}.in("parse JSON with max_depth",
                                                std::to_string(options.max_depth));
    if (text.size() > options.max_bytes)
        return error{errc::limit_exceeded}.in("parse JSON",
                                              std::string{"of "}
                                                  .append(std::to_string(text.size()))
                                                  .append(" bytes, more than ")
                                                  .append(std::to_string(options.max_bytes)));
    bj::parse_options how;
    how.max_depth = options.max_depth;
    bj::basic_parser<builder> parser{how};
    bj::error_code ec;
    const auto used = parser.write_some(false, text.data(), text.size(), ec);
    if (ec) return at_position(translated(ec, options), text, used);
    if (used < text.size())
        return at_position(error{errc::malformed}.in("text after the value"), text, used);
    return parser.handler().take();
}

}  // namespace bounce::json
