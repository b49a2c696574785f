#include "script/natives/indexing.hpp"

#include "script/natives/bits.hpp"
#include "script/natives/char_text.hpp"
#include "script/natives/own.hpp"
#include "script/values/range.hpp"
#include "script/values/walks.hpp"

#include <algorithm>
#include <string>

namespace bounce::script {

namespace {

[[nodiscard]] std::unexpected<failure> out_of_bounds(std::string_view what, std::int64_t index,
                                                     std::size_t size, std::string_view of) {
    std::string message{what};
    message += " index " + std::to_string(index) + " is out of bounds: ";
    message += size == 0 ? "there are no " : "there are " + std::to_string(size) + ' ';
    message += of;
    return fail(error_kind::index_out_of_bounds, std::move(message));
}

[[nodiscard]] std::unexpected<failure> wrong_index(const value& container, const value& index) {
    std::string message{"a value of type "};
    message += type_name(container);
    message += " cannot be indexed by one of type ";
    message += type_name(index);
    return fail(error_kind::indexing_type, std::move(message));
}

[[nodiscard]] std::unexpected<failure> wrong_item(std::string_view place, const value& item,
                                                  std::string_view wanted) {
    std::string message{place};
    message += " takes a ";
    message += wanted;
    message += ", not a value of type ";
    message += type_name(item);
    return fail(error_kind::mismatch_data_type, std::move(message));
}

[[nodiscard]] slice slice_in(const value& range, std::size_t size) noexcept {
    const auto& r = as<range_object>(range);
    return slice_of(r.begin, r.end, r.inclusive, size);
}

/// Where the bits of an int are that a range means. Unlike a slice, it is not clipped: an int always has
/// 64 bits.
[[nodiscard]] fallible<slice> bits_in(const value& range) {
    const auto& r = as<range_object>(range);
    if (r.begin < 0 || r.begin >= int_bits) return out_of_bounds("bit", r.begin, 64, "bits");
    const bool open = r.end == range_object::open_end;
    const std::int64_t end = open ? int_bits : r.end + (r.inclusive ? 1 : 0);
    if (end < 0 || end > int_bits) return out_of_bounds("bit", r.end, 64, "bits");
    const auto first = static_cast<std::size_t>(r.begin);
    return slice{first, end > r.begin ? static_cast<std::size_t>(end) - first : 0};
}

/// The byte at which the char of a string is, and its end.
struct char_place {
    std::size_t begin;
    std::size_t end;
};
[[nodiscard]] fallible<char_place> char_at(native_context& context, const value& s,
                                           std::int64_t index) {
    const std::string_view text = s.text();
    const std::size_t characters = count_characters(s);
    const auto position = position_of(index, characters);
    if (!position) return out_of_bounds("string", index, characters, "characters");
    if (characters == text.size()) return char_place{*position, *position + 1};
    context.charge(text.size() / 8);
    char_place place{byte_of(text, *position), 0};
    place.end = place.begin;
    (void)next_code_point(text, place.end);
    return place;
}

/// A slice of characters as one of bytes.
[[nodiscard]] slice bytes_of(const value& s, slice characters) noexcept {
    const std::string_view text = s.text();
    if (count_characters(s) == text.size()) return characters;
    const std::size_t first = byte_of(text, characters.first);
    return {first, byte_of(text.substr(first), characters.count)};
}

[[nodiscard]] fallible<value> slice_from_range(native_context& context, const value& container,
                                               const value& range) {
    switch (container.tag()) {
        case kind::array: {
            const auto& items = as<array_object>(container).items;
            const slice part = slice_in(range, items.size());
            context.charge(part.count);
            const auto first = items.begin() + static_cast<std::ptrdiff_t>(part.first);
            return make_array(context.owner(),
                              {first, first + static_cast<std::ptrdiff_t>(part.count)});
        }
        case kind::blob: {
            const auto& bytes = as<blob_object>(container).bytes;
            const slice part = slice_in(range, bytes.size());
            context.charge(part.count);
            const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(part.first);
            return make_blob(context.owner(),
                             {first, first + static_cast<std::ptrdiff_t>(part.count)});
        }
        case kind::short_string:
        case kind::string: {
            const slice part = bytes_of(container, slice_in(range, count_characters(container)));
            context.charge(part.count);
            return make_string(context.owner(), container.text().substr(part.first, part.count));
        }
        case kind::integer: {
            auto bits = bits_in(range);
            if (!bits) return failure_of(bits);
            return value::integer(bits_of(container.as_int(), bits->first, bits->count));
        }
        default: return wrong_index(container, range);
    }
}

[[nodiscard]] fallible<value> item_at(native_context& context, const value& container,
                                      std::int64_t index) {
    switch (container.tag()) {
        case kind::array: {
            const auto& items = as<array_object>(container).items;
            const auto position = position_of(index, items.size());
            if (!position) return out_of_bounds("array", index, items.size(), "elements");
            return items[*position];
        }
        case kind::blob: {
            const auto& bytes = as<blob_object>(container).bytes;
            const auto position = position_of(index, bytes.size());
            if (!position) return out_of_bounds("blob", index, bytes.size(), "bytes");
            return value::integer(bytes[*position]);
        }
        case kind::short_string:
        case kind::string: {
            auto place = char_at(context, container, index);
            if (!place) return failure_of(place);
            return value::character(next_code_point(container.text(), place->begin));
        }
        case kind::integer: {
            const auto position = position_of(index, int_bits);
            if (!position) return out_of_bounds("bit", index, int_bits, "bits");
            return value::boolean(bits_of(container.as_int(), *position, 1) != 0);
        }
        default: return wrong_index(container, value::integer(index));
    }
}

// --- assignment ----------------------------------------------------------------------------------------

[[nodiscard]] fallible<void> replace_text(native_context& context, value& s, slice bytes,
                                          std::string_view by) {
    const std::string_view text = s.text();
    const std::size_t size = text.size() - bytes.count + by.size();
    if (auto fits = context.check_string(size); !fits) return fits;
    context.charge(size);
    std::string changed;
    changed.reserve(size);
    changed += text.substr(0, bytes.first);
    changed += by;
    changed += text.substr(bytes.first + bytes.count);
    s = make_string(context.owner(), changed);
    return {};
}

[[nodiscard]] fallible<void> splice(native_context& context, value& array, slice part,
                                    const value& by) {
    if (!by.is_array()) return wrong_item("a slice of an array", by, "array");
    const std::size_t size =
        as<array_object>(array).items.size() - part.count + as<array_object>(by).items.size();
    if (auto fits = context.check_array(size); !fits) return fits;
    context.charge(size);
    // A reference of its own: it may be the array itself.
    const value kept = by;  // NOLINT(performance-unnecessary-copy-initialization)
    auto& to = own_array(context, array);
    const auto first = to.items.begin() + static_cast<std::ptrdiff_t>(part.first);
    const auto& from = as<array_object>(kept).items;
    const auto at = to.items.erase(first, first + static_cast<std::ptrdiff_t>(part.count));
    to.items.insert(at, from.begin(), from.end());
    to.settle();
    return {};
}

[[nodiscard]] fallible<void> set_slice(native_context& context, value& container,
                                       const value& range, const value& item) {
    switch (container.tag()) {
        case kind::array:
            return splice(context, container,
                          slice_in(range, as<array_object>(container).items.size()), item);
        case kind::short_string:
        case kind::string: {
            if (!is_text(item)) return wrong_item("a slice of a string", item, "string");
            const char_text by{item};
            const slice part = slice_in(range, count_characters(container));
            return replace_text(context, container, bytes_of(container, part), by.get());
        }
        case kind::integer: {
            if (!item.is_int()) return wrong_item("a range of bits", item, "i64");
            auto bits = bits_in(range);
            if (!bits) return failure_of(bits);
            container = value::integer(
                with_bits(container.as_int(), bits->first, bits->count, item.as_int()));
            return {};
        }
        default: return wrong_index(container, range);
    }
}

[[nodiscard]] fallible<void> set_item(native_context& context, value& container, std::int64_t index,
                                      value item) {
    switch (container.tag()) {
        case kind::array: {
            const std::size_t size = as<array_object>(container).items.size();
            const auto position = position_of(index, size);
            if (!position) return out_of_bounds("array", index, size, "elements");
            own_array(context, container).items[*position] = std::move(item);
            return {};
        }
        case kind::blob: {
            const std::size_t size = as<blob_object>(container).bytes.size();
            const auto position = position_of(index, size);
            if (!position) return out_of_bounds("blob", index, size, "bytes");
            if (!item.is_int()) return wrong_item("a byte of a blob", item, "i64");
            own_blob(context, container).bytes[*position] =
                static_cast<std::uint8_t>(item.as_int());
            return {};
        }
        case kind::short_string:
        case kind::string: {
            auto place = char_at(context, container, index);
            if (!place) return failure_of(place);
            if (!item.is_char()) return wrong_item("a character of a string", item, "char");
            const char_text by{item};
            return replace_text(context, container, {place->begin, place->end - place->begin},
                                by.get());
        }
        case kind::integer: {
            const auto position = position_of(index, int_bits);
            if (!position) return out_of_bounds("bit", index, int_bits, "bits");
            if (!item.is_bool()) return wrong_item("a bit", item, "bool");
            container =
                value::integer(with_bits(container.as_int(), *position, 1, item.as_bool() ? 1 : 0));
            return {};
        }
        default: return wrong_index(container, value::integer(index));
    }
}

}  // namespace

std::optional<std::size_t> position_of(std::int64_t index, std::size_t size) noexcept {
    const auto count = static_cast<std::int64_t>(size);
    if (index < 0) index += count;
    if (index < 0 || index >= count) return std::nullopt;
    return static_cast<std::size_t>(index);
}

slice slice_of(std::int64_t begin, std::int64_t end, bool inclusive, std::size_t size) noexcept {
    const auto count = static_cast<std::int64_t>(size);
    if (begin < 0) begin = std::max<std::int64_t>(begin + count, 0);
    if (end < 0) end = std::max<std::int64_t>(end + count, inclusive ? -1 : 0);
    if (inclusive && end < range_object::open_end) ++end;
    begin = std::min(begin, count);
    end = std::clamp(end, begin, count);
    return {static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)};
}

slice slice_from(std::int64_t start, std::int64_t length, std::size_t size) noexcept {
    const auto count = static_cast<std::int64_t>(size);
    if (start < 0) start = std::max<std::int64_t>(start + count, 0);
    start = std::min(start, count);
    length = std::clamp<std::int64_t>(length, 0, count - start);
    return {static_cast<std::size_t>(start), static_cast<std::size_t>(length)};
}

fallible<value> get_index(native_context& context, const value& container, const value& index) {
    if (index.is_int()) return item_at(context, container, index.as_int());
    if (index.is_range()) return slice_from_range(context, container, index);
    if (container.is_map() && index.is_string()) {
        return get_property(context, container, index.text());
    }
    return wrong_index(container, index);
}

fallible<void> set_index(native_context& context, value& container, const value& index,
                         value item) {
    if (index.is_int()) return set_item(context, container, index.as_int(), std::move(item));
    if (index.is_range()) return set_slice(context, container, index, item);
    if (!container.is_map() || !index.is_string()) return wrong_index(container, index);
    auto place = property_pointer(context, container, index);
    if (!place) return failure_of(place);
    **place = std::move(item);
    return {};
}

fallible<value*> index_pointer(native_context& context, value& container, const value& index) {
    if (container.is_array() && index.is_int()) {
        const std::size_t size = as<array_object>(container).items.size();
        const auto position = position_of(index.as_int(), size);
        if (!position) return out_of_bounds("array", index.as_int(), size, "elements");
        return &own_array(context, container).items[*position];
    }
    if (container.is_map() && index.is_string()) return property_pointer(context, container, index);
    if (index.is_int() || index.is_range()) {
        switch (container.tag()) {
            case kind::array:
            case kind::blob:
            case kind::short_string:
            case kind::string:
            case kind::integer: return nullptr;
            default: break;
        }
    }
    return wrong_index(container, index);
}

fallible<value> get_property(native_context&, const value& container, std::string_view name) {
    if (!container.is_map()) {
        return fail(error_kind::property_not_found, "a value of type " +
                                                        std::string{type_name(container)} +
                                                        " has no property " + std::string{name});
    }
    const value* const found = as<map_object>(container).find(name);
    return found != nullptr ? *found : value{};
}

fallible<value*> property_pointer(native_context& context, value& container, const value& name) {
    if (!container.is_map()) {
        return fail(error_kind::property_not_found,
                    "a value of type " + std::string{type_name(container)} + " has no property " +
                        std::string{name.text()});
    }
    auto& map = own_map(context, container);
    if (value* const found = map.find(name.text()); found != nullptr) return found;
    if (auto fits = context.check_map(map.size() + 1); !fits) return failure_of(fits);
    return &map.at_or_insert(name);
}

}  // namespace bounce::script
