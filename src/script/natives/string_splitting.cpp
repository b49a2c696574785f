#include "script/natives/binding.hpp"
#include "script/natives/char_text.hpp"
#include "script/natives/indexing.hpp"
#include "script/natives/text_search.hpp"

#include <array>
#include <limits>
#include <span>

namespace bounce::script {

namespace {

[[nodiscard]] fallible<value> array_of(native_context& context,
                                       std::span<const std::string_view> parts) {
    if (auto fits = context.check_array(parts.size()); !fits) return failure_of(fits);
    std::vector<value> items;
    items.reserve(parts.size());
    for (const std::string_view part : parts) items.push_back(make_string(context.owner(), part));
    return make_array(context.owner(), std::move(items));
}

using splitter = std::vector<std::string_view> (*)(std::string_view, std::string_view, std::size_t);

[[nodiscard]] fallible<value> split_by(native_context& context, splitter how, std::string_view s,
                                       any_text delimiter, std::int64_t most) {
    context.charge(2 * s.size());
    const char_text by{delimiter.v};
    if (most <= 1 || s.empty()) return array_of(context, {&s, 1});
    return array_of(context, how(s, by.get(), static_cast<std::size_t>(most)));
}

constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

[[nodiscard]] value characters(native_context& context, const value& s, slice part) {
    const std::string_view text = s.text();
    const std::size_t begin = byte_of(text, part.first);
    const std::size_t end = begin + byte_of(text.substr(begin), part.count);
    return make_part_iterator(context.owner(), iteration::characters, s, begin, end);
}

}  // namespace

void add_string_splitting(native_registrar& l) {
    l.fn("split", [](native_context& context, std::string_view s) {
        context.charge(s.size());
        if (s.empty()) return array_of(context, {&s, 1});
        return array_of(context, words(s));
    });
    l.fn("split", [](native_context& context, std::string_view s, any_text delimiter) {
        return split_by(context, split, s, delimiter, no_limit);
    });
    l.fn("split", [](native_context& context, std::string_view s, any_text delimiter,
                     std::int64_t most) { return split_by(context, split, s, delimiter, most); });
    l.fn("split_rev", [](native_context& context, std::string_view s, any_text delimiter) {
        return split_by(context, split_backward, s, delimiter, no_limit);
    });
    l.fn("split_rev",
         [](native_context& context, std::string_view s, any_text delimiter, std::int64_t most) {
             return split_by(context, split_backward, s, delimiter, most);
         });
    l.fn("split", [](native_context& context, const string_value& s, std::int64_t index) {
        const std::string_view text = s.v.text();
        context.charge(text.size());
        const std::size_t at = byte_of(text, slice_from(index, 0, count_characters(s.v)).first);
        const std::array<std::string_view, 2> parts{text.substr(0, at), text.substr(at)};
        return array_of(context, parts);
    });
    l.fn("to_chars", [](native_context& context, std::string_view s) -> fallible<value> {
        context.charge(s.size());
        if (auto fits = context.check_array(s.size()); !fits) return failure_of(fits);
        std::vector<value> items;
        for (std::size_t at = 0; at < s.size();) {
            items.push_back(value::character(next_code_point(s, at)));
        }
        return make_array(context.owner(), std::move(items));
    });
    l.property("chars", [](native_context& context, const string_value& s) {
        return characters(context, s.v, {0, count_characters(s.v)});
    });
    l.fn("chars", [](native_context& context, const string_value& s, const range_object& r) {
        return characters(context, s.v,
                          slice_of(r.begin, r.end, r.inclusive, count_characters(s.v)));
    });
    l.fn("chars", [](native_context& context, const string_value& s, std::int64_t start) {
        return characters(context, s.v, slice_from(start, no_limit, count_characters(s.v)));
    });
    l.fn("chars", [](native_context& context, const string_value& s, std::int64_t start,
                     std::int64_t length) {
        return characters(context, s.v, slice_from(start, length, count_characters(s.v)));
    });
}

}  // namespace bounce::script
