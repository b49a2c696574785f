#include "script/values/iterator.hpp"

#include "script/values/array.hpp"
#include "script/values/blob.hpp"
#include "script/values/map.hpp"
#include "script/values/range.hpp"
#include "script/values/utf8.hpp"

#include <bit>

namespace bounce::script {

namespace {

[[nodiscard]] value over_source(heap_account* owner, iteration what, const value& source,
                                std::size_t end) {
    value made = create<iterator_object>(owner, what);
    auto& it = as<iterator_object>(made);
    it.source = source;
    it.end = static_cast<std::int64_t>(end);
    return made;
}

/// An iterator in a variable is a value too: a loop over it does not move it.
[[nodiscard]] value copy_of(heap_account* owner, const iterator_object& from) {
    value made = create<iterator_object>(owner, from.over);
    auto& it = as<iterator_object>(made);
    it.inclusive = from.inclusive;
    it.finished = from.finished;
    it.source = from.source;
    it.position = from.position;
    it.end = from.end;
    it.step = from.step;
    it.delivered = from.delivered;
    return made;
}

/// The next of `numbers`, whose last may be the largest there is.
[[nodiscard]] step_outcome next_number(iterator_object& it, value& item) noexcept {
    const bool up = it.step > 0;
    const bool inside = up ? it.position < it.end : it.position > it.end;
    if (!inside && !(it.inclusive && it.position == it.end)) return step_outcome::end;
    item = value::integer(it.position);
    if (__builtin_add_overflow(it.position, it.step, &it.position)) it.finished = true;
    return step_outcome::item;
}

[[nodiscard]] step_outcome next_float(iterator_object& it, value& item) noexcept {
    const auto start = std::bit_cast<double>(it.position);
    const auto end = std::bit_cast<double>(it.end);
    const auto step = std::bit_cast<double>(it.step);
    const double at = start + static_cast<double>(it.delivered) * step;
    if (!(step > 0 ? at < end : at > end)) return step_outcome::end;
    item = value::floating(at);
    return step_outcome::item;
}

[[nodiscard]] step_outcome next_byte(iterator_object& it, value& item) noexcept {
    if (it.position >= it.end) return step_outcome::end;
    const auto at = static_cast<std::size_t>(it.position++);
    const std::uint8_t byte = it.source.is_blob() ? as<blob_object>(it.source).bytes[at]
                                                  : static_cast<std::uint8_t>(it.source.text()[at]);
    item = value::integer(byte);
    return step_outcome::item;
}

[[nodiscard]] step_outcome step(iterator_object& it, value& item) noexcept {
    switch (it.over) {
        case iteration::numbers: return next_number(it, item);
        case iteration::float_numbers: return next_float(it, item);
        case iteration::bytes: return next_byte(it, item);
        case iteration::channel: return step_outcome::wait;
        default: break;
    }
    if (it.position >= it.end) return step_outcome::end;
    auto at = static_cast<std::size_t>(it.position);
    switch (it.over) {
        case iteration::array: item = as<array_object>(it.source).items[at++]; break;
        case iteration::characters:
            item = value::character(next_code_point(it.source.text(), at));
            break;
        case iteration::bits:
            item =
                value::boolean((static_cast<std::uint64_t>(it.source.as_int()) >> at++ & 1U) != 0);
            break;
        case iteration::map_keys: item = as<map_object>(it.source).key_at(at++); break;
        default: item = as<map_object>(it.source).value_at(at++); break;
    }
    it.position = static_cast<std::int64_t>(at);
    return step_outcome::item;
}

}  // namespace

value make_number_iterator(heap_account* owner, std::int64_t begin, std::int64_t end,
                           std::int64_t step, bool inclusive) {
    value made = create<iterator_object>(owner, iteration::numbers);
    auto& it = as<iterator_object>(made);
    it.position = begin;
    it.end = end;
    it.step = step;
    it.inclusive = inclusive;
    return made;
}

value make_float_iterator(heap_account* owner, double begin, double end, double step) {
    value made = create<iterator_object>(owner, iteration::float_numbers);
    auto& it = as<iterator_object>(made);
    it.position = std::bit_cast<std::int64_t>(begin);
    it.end = std::bit_cast<std::int64_t>(end);
    it.step = std::bit_cast<std::int64_t>(step);
    return made;
}

value make_part_iterator(heap_account* owner, iteration what, const value& source,
                         std::size_t begin, std::size_t end) {
    value made = over_source(owner, what, source, end);
    as<iterator_object>(made).position = static_cast<std::int64_t>(begin);
    return made;
}

value make_iterator(heap_account* owner, const value& v) {
    switch (v.tag()) {
        case kind::array:
            return over_source(owner, iteration::array, v, as<array_object>(v).items.size());
        case kind::short_string:
        case kind::string: return over_source(owner, iteration::characters, v, v.text().size());
        case kind::blob:
            return over_source(owner, iteration::bytes, v, as<blob_object>(v).bytes.size());
        case kind::range: {
            const auto& r = as<range_object>(v);
            return make_number_iterator(owner, r.begin, r.end, 1, r.inclusive);
        }
        case kind::channel: return over_source(owner, iteration::channel, v, 0);
        case kind::iterator: return copy_of(owner, as<iterator_object>(v));
        default: return {};
    }
}

step_outcome advance(iterator_object& it, value& item) noexcept {
    if (it.finished) return step_outcome::end;
    const step_outcome outcome = step(it, item);
    if (outcome == step_outcome::item) {
        ++it.delivered;
        it.stored = 0;
    } else if (outcome == step_outcome::end) {
        it.finished = true;
        it.source = {};  // a long-lived variable need not keep what it has gone over
        it.position = it.end = 0;
    }
    return outcome;
}

}  // namespace bounce::script
