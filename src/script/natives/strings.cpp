#include "script/natives/binding.hpp"
#include "script/natives/char_text.hpp"
#include "script/natives/indexing.hpp"
#include "script/natives/letter_case.hpp"
#include "script/natives/operators.hpp"
#include "script/natives/text_search.hpp"
#include "script/values/walks.hpp"

#include <algorithm>
#include <string>

namespace bounce::script {

namespace {

using letter_mapping = char32_t (*)(char32_t) noexcept;

[[nodiscard]] std::string mapped(std::string_view text, letter_mapping map) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) append_utf8(out, map(next_code_point(text, at)));
    return out;
}

/// Characters of a string as bytes of its text.
[[nodiscard]] std::string_view part_of(const value& s, slice characters) noexcept {
    const std::string_view text = s.text();
    if (count_characters(s) == text.size()) return text.substr(characters.first, characters.count);
    const std::string_view tail = text.substr(byte_of(text, characters.first));
    return tail.substr(0, byte_of(tail, characters.count));
}

[[nodiscard]] slice range_in(const value& s, const range_object& r) noexcept {
    return slice_of(r.begin, r.end, r.inclusive, count_characters(s));
}
[[nodiscard]] slice from(const value& s, std::int64_t start,
                         std::int64_t length = range_object::open_end) noexcept {
    return slice_from(start, length, count_characters(s));
}

void set_text(native_context& context, value& s, std::string_view text) {
    context.charge(text.size());
    s = make_string(context.owner(), text);
}

void crop(native_context& context, value& s, slice characters) {
    set_text(context, s, part_of(s, characters));
}

/// The character at which `find` is, at or behind `start`; -1 if it is nowhere.
[[nodiscard]] std::int64_t index_of(native_context& context, const value& s, std::string_view find,
                                    std::int64_t start) {
    const std::string_view text = s.text();
    context.charge(text.size());
    const std::size_t begin = byte_of(text, from(s, start).first);
    const std::size_t at = text.find(find, begin);
    if (at == std::string_view::npos) return -1;
    return static_cast<std::int64_t>(count_code_points(text.substr(0, at)));
}

/// The last `count` characters, taken off.
[[nodiscard]] value pop(native_context& context, value& s, std::size_t count) {
    const std::size_t characters = count_characters(s);
    count = std::min(count, characters);
    const value popped = make_string(context.owner(), part_of(s, {characters - count, count}));
    crop(context, s, {0, characters - count});
    return popped;
}

[[nodiscard]] fallible<void> pad(native_context& context, value& s, std::int64_t length,
                                 std::string_view by) {
    const std::size_t have = count_characters(s);
    const std::size_t by_characters = count_code_points(by);
    if (length <= 0 || by.empty() || static_cast<std::size_t>(length) <= have) return {};
    const std::size_t missing = static_cast<std::size_t>(length) - have;
    // At least a byte for each character: refused before anything is multiplied.
    if (auto fits = context.check_string(missing); !fits) return fits;
    const std::size_t whole = missing / by_characters;
    const std::string_view rest = by.substr(0, byte_of(by, missing % by_characters));
    const std::size_t size = s.text().size() + whole * by.size() + rest.size();
    if (auto fits = context.check_string(size); !fits) return fits;
    std::string padded;
    padded.reserve(size);
    padded += s.text();
    for (std::size_t i = 0; i < whole; ++i) padded += by;
    padded += rest;
    set_text(context, s, padded);
    return {};
}

/// All of `find` replaced, refused before it is done if the result would be too long.
[[nodiscard]] fallible<void> replace(native_context& context, value& s, any_text find,
                                     any_text by) {
    const char_text wanted{find.v};
    const char_text other{by.v};
    const std::string_view text = s.text();
    context.charge(text.size());
    if (wanted.get().empty()) return {};
    std::size_t found = 0;
    for (std::size_t at = text.find(wanted.get()); at != std::string_view::npos;
         at = text.find(wanted.get(), at + wanted.get().size())) {
        ++found;
    }
    const std::size_t size = text.size() - found * wanted.get().size() + found * other.get().size();
    if (auto fits = context.check_string(size); !fits) return fits;
    set_text(context, s, replaced(text, wanted.get(), other.get()));
    return {};
}

void add_questions(native_registrar& l) {
    l.property("len", [](const string_value& s) { return count_characters(s.v); });
    l.property("bytes", [](std::string_view s) { return s.size(); });
    l.property("is_empty", [](std::string_view s) { return s.empty(); });
    l.fn("contains", [](native_context& context, std::string_view s, any_text find) {
        context.charge(s.size());
        return s.find(char_text{find.v}.get()) != std::string_view::npos;
    });
    l.fn("starts_with", [](std::string_view s, any_text start) {
        return s.starts_with(char_text{start.v}.get());
    });
    l.fn("ends_with",
         [](std::string_view s, any_text end) { return s.ends_with(char_text{end.v}.get()); });
    l.fn("index_of", [](native_context& context, const string_value& s, any_text find) {
        return index_of(context, s.v, char_text{find.v}.get(), 0);
    });
    l.fn("index_of",
         [](native_context& context, const string_value& s, any_text find, std::int64_t start) {
             return index_of(context, s.v, char_text{find.v}.get(), start);
         });
    l.fn("max", [](native_context&, const string_value& a, const string_value& b) {
        return a.v.text() >= b.v.text() ? a.v : b.v;
    });
    l.fn("min", [](native_context&, const string_value& a, const string_value& b) {
        return a.v.text() <= b.v.text() ? a.v : b.v;
    });
    l.fn("max", [](char32_t a, char32_t b) { return std::max(a, b); });
    l.fn("min", [](char32_t a, char32_t b) { return std::min(a, b); });
}

void add_parts(native_registrar& l) {
    l.fn("get", [](native_context& context, const string_value& s, std::int64_t i) {
        auto item = get_index(context, s.v, value::integer(i));
        return item ? std::move(*item) : value{};
    });
    l.fn("sub_string", [](const string_value& s, const range_object& r) {
        return part_of(s.v, range_in(s.v, r));
    });
    l.fn("sub_string", [](const string_value& s, std::int64_t start, std::int64_t length) {
        return part_of(s.v, from(s.v, start, length));
    });
    l.fn("sub_string",
         [](const string_value& s, std::int64_t start) { return part_of(s.v, from(s.v, start)); });
    l.fn("to_blob", [](native_context& context, std::string_view s) {
        context.charge(s.size());
        return make_blob(context.owner(), {s.begin(), s.end()});
    });
    l.fn("to_upper", [](std::string_view s) { return mapped(s, upper_case); });
    l.fn("to_lower", [](std::string_view s) { return mapped(s, lower_case); });
    l.fn("to_upper", [](char32_t c) { return upper_case(c); });
    l.fn("to_lower", [](char32_t c) { return lower_case(c); });
}

void add_changes(native_registrar& l) {
    l.fn("append", [](native_context& context, string_variable s, const value& tail) {
        return binary_assign(context, binary_operator::add, s.v, tail);
    });
    l.fn("clear", [](string_variable s) { s.v = value::short_string(""); });
    l.fn("trim", [](native_context& context, string_variable s) {
        set_text(context, s.v, trimmed(value{s.v}.text()));
    });
    l.fn("truncate", [](native_context& context, string_variable s, std::int64_t length) {
        crop(context, s.v, slice_from(0, length, count_characters(s.v)));
    });
    l.fn("pop", [](native_context& context, string_variable s) -> value {
        if (s.v.text().empty()) return {};
        const value last = pop(context, s.v, 1);
        std::size_t at = 0;
        return value::character(next_code_point(last.text(), at));
    });
    l.fn("pop", [](native_context& context, string_variable s, std::int64_t count) {
        return pop(context, s.v, static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
    });
    l.fn("set",
         [](native_context& context, string_variable s, std::int64_t i,
            char32_t c) -> fallible<void> {
             if (!position_of(i, count_characters(s.v))) return {};
             return set_index(context, s.v, value::integer(i), value::character(c));
         });
    l.fn("crop", [](native_context& context, string_variable s, const range_object& r) {
        crop(context, s.v, range_in(s.v, r));
    });
    l.fn("crop", [](native_context& context, string_variable s, std::int64_t start,
                    std::int64_t length) { crop(context, s.v, from(s.v, start, length)); });
    l.fn("crop", [](native_context& context, string_variable s, std::int64_t start) {
        crop(context, s.v, from(s.v, start));
    });
    l.fn("replace", [](native_context& context, string_variable s, any_text find, any_text by) {
        return replace(context, s.v, find, by);
    });
    l.fn("remove", [](native_context& context, string_variable s, any_text find) {
        const value nothing = value::short_string("");
        return replace(context, s.v, find, any_text{nothing});
    });
    l.fn("pad", [](native_context& context, string_variable s, std::int64_t length, any_text by) {
        return pad(context, s.v, length, char_text{by.v}.get());
    });
    l.fn("make_upper", [](native_context& context, string_variable s) {
        set_text(context, s.v, mapped(s.v.text(), upper_case));
    });
    l.fn("make_lower", [](native_context& context, string_variable s) {
        set_text(context, s.v, mapped(s.v.text(), lower_case));
    });
    l.fn("make_upper", [](char_variable c) { c.v = value::character(upper_case(c.v.as_char())); });
    l.fn("make_lower", [](char_variable c) { c.v = value::character(lower_case(c.v.as_char())); });
}

}  // namespace

void add_strings(native_registrar& l) {
    add_questions(l);
    add_parts(l);
    add_changes(l);
}

}  // namespace bounce::script
