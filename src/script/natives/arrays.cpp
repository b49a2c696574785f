#include "script/natives/binding.hpp"
#include "script/natives/indexing.hpp"
#include "script/natives/operators.hpp"
#include "script/values/walks.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>

namespace bounce::script {

namespace {

using item_list = std::vector<value>;

[[nodiscard]] auto at(item_list& items, std::size_t i) noexcept {
    return items.begin() + static_cast<std::ptrdiff_t>(i);
}

[[nodiscard]] slice range_in(const array_object& a, const range_object& r) noexcept {
    return slice_of(r.begin, r.end, r.inclusive, a.items.size());
}
[[nodiscard]] slice range_in(array_variable a, const range_object& r) noexcept {
    return range_in(as<array_object>(a.v), r);
}
[[nodiscard]] slice part_in(array_variable a, std::int64_t start, std::int64_t length) noexcept {
    return slice_from(start, length, as<array_object>(a.v).items.size());
}

[[nodiscard]] value copied(native_context& context, const array_object& a, slice part) {
    context.charge(part.count);
    const auto first = a.items.begin() + static_cast<std::ptrdiff_t>(part.first);
    return make_array(context.owner(), {first, first + static_cast<std::ptrdiff_t>(part.count)});
}

/// Takes a part out of an array: what was in it.
[[nodiscard]] value taken(native_context& context, array_variable a, slice part) {
    auto& array = own_array(context, a.v);
    context.charge(array.items.size() - part.first);
    const auto first = at(array.items, part.first);
    const auto last = at(array.items, part.first + part.count);
    item_list out{std::move_iterator{first}, std::move_iterator{last}};
    array.items.erase(first, last);
    array.settle();
    return make_array(context.owner(), std::move(out));
}

/// Takes all but a part out of an array.
[[nodiscard]] value taken_around(native_context& context, array_variable a, slice part) {
    value kept = taken(context, a, part);
    a.v.swap(kept);
    return kept;
}

[[nodiscard]] value taken_at(native_context& context, array_variable a, std::int64_t index) {
    auto& array = own_array(context, a.v);
    const auto position = position_of(index, array.items.size());
    if (!position) return {};
    context.charge(array.items.size() - *position);
    const auto place = at(array.items, *position);
    value out = std::move(*place);
    array.items.erase(place);
    return out;
}

[[nodiscard]] fallible<void> splice(native_context& context, array_variable a, slice part,
                                    const array_object& by) {
    const std::size_t size = as<array_object>(a.v).items.size() - part.count + by.items.size();
    if (auto fits = context.check_array(size); !fits) return fits;
    context.charge(size - part.first);
    const item_list replacement = by.items;
    auto& array = own_array(context, a.v);
    const auto first = at(array.items, part.first);
    const auto place = array.items.erase(first, at(array.items, part.first + part.count));
    array.items.insert(place, replacement.begin(), replacement.end());
    array.settle();
    return {};
}

[[nodiscard]] std::int64_t index_of(native_context& context, const array_object& a, const value& v,
                                    std::int64_t start) {
    const std::size_t first = slice_from(start, 0, a.items.size()).first;
    for (std::size_t i = first; i < a.items.size(); ++i) {
        if (charged_equal(context, a.items[i], v)) return static_cast<std::int64_t>(i);
    }
    return -1;
}

[[nodiscard]] fallible<void> pad(native_context& context, array_variable a, std::int64_t length,
                                 const value& item) {
    const std::size_t have = as<array_object>(a.v).items.size();
    if (length <= 0 || static_cast<std::uint64_t>(length) <= have) return {};
    const auto size = static_cast<std::size_t>(length);
    if (auto fits = context.check_array(size); !fits) return fits;
    context.charge(size - have);
    // A reference of its own: the item may be the array itself.
    const value by = item;  // NOLINT(performance-unnecessary-copy-initialization)
    auto& array = own_array(context, a.v);
    array.items.resize(size, by);
    array.settle();
    return {};
}

/// Whether the elements have an order among them: all numbers, all text, all times of one kind ...
[[nodiscard]] fallible<void> check_sortable(const item_list& items) {
    for (std::size_t i = 1; i < items.size(); ++i) {
        if (compare(items[0], items[i])) continue;
        const std::array<value, 2> pair{items[0], items[i]};
        std::string message{"an array cannot be sorted that holds both a value of type "};
        message += type_name(pair[0]);
        message += " and one of type ";
        message += type_name(pair[1]);
        return fail(error_kind::mismatch_data_type, std::move(message));
    }
    return {};
}

/// Stable, and by runs that double: of single elements first, of all at the end.
template <class Less>
void merge_sort(item_list& items, Less less) {
    item_list merged(items.size());
    for (std::size_t run = 1; run < items.size(); run *= 2) {
        for (std::size_t first = 0; first < items.size(); first += 2 * run) {
            const std::size_t middle = std::min(first + run, items.size());
            const std::size_t last = std::min(first + 2 * run, items.size());
            std::merge(std::move_iterator{at(items, first)}, std::move_iterator{at(items, middle)},
                       std::move_iterator{at(items, middle)}, std::move_iterator{at(items, last)},
                       at(merged, first), less);
        }
        items.swap(merged);
    }
}

[[nodiscard]] fallible<void> sort(native_context& context, value& v, bool descending) {
    const auto& seen = as<array_object>(v).items;
    if (auto sortable = check_sortable(seen); !sortable) return sortable;
    // n log n comparisons, roughly.
    context.charge(seen.size() * static_cast<std::size_t>(std::bit_width(seen.size())));
    merge_sort(own_array(context, v).items, [descending](const value& a, const value& b) {
        return descending ? order(b, a) < 0 : order(a, b) < 0;
    });
    return {};
}

void add_reading(native_registrar& l) {
    l.property("len", [](const array_object& a) { return a.items.size(); });
    l.property("is_empty", [](const array_object& a) { return a.items.empty(); });
    l.fn("get", [](const array_object& a, std::int64_t index) {
        const auto position = position_of(index, a.items.size());
        return position ? a.items[*position] : value{};
    });
    l.fn("contains", [](native_context& context, const array_object& a, const value& v) {
        return index_of(context, a, v, 0) >= 0;
    });
    l.fn("index_of", [](native_context& context, const array_object& a, const value& v) {
        return index_of(context, a, v, 0);
    });
    l.fn("index_of", [](native_context& context, const array_object& a, const value& v,
                        std::int64_t start) { return index_of(context, a, v, start); });
    // What the prelude's index_of, which also takes functions, uses for values.
    l.fn("index_of_value", [](native_context& context, const array_object& a, const value& v,
                              std::int64_t start) { return index_of(context, a, v, start); });
    l.fn("extract", [](native_context& context, const array_object& a, const range_object& r) {
        return copied(context, a, range_in(a, r));
    });
    l.fn("extract", [](native_context& context, const array_object& a, std::int64_t start,
                       std::int64_t length) {
        return copied(context, a, slice_from(start, length, a.items.size()));
    });
    l.fn("extract", [](native_context& context, const array_object& a, std::int64_t start) {
        return copied(context, a, slice_from(start, range_object::open_end, a.items.size()));
    });
    l.fn("order", [](native_context& context, const array_object& a) -> fallible<value> {
        value sorted = copied(context, a, {0, a.items.size()});
        if (auto done = sort(context, sorted, false); !done) return failure_of(done);
        return sorted;
    });
    l.fn("order_desc", [](native_context& context, const array_object& a) -> fallible<value> {
        value sorted = copied(context, a, {0, a.items.size()});
        if (auto done = sort(context, sorted, true); !done) return failure_of(done);
        return sorted;
    });
    l.fn("join",
         [](native_context& context, const array_object& a, any_text between) -> fallible<value> {
             value joined = value::short_string("");
             for (std::size_t i = 0; i < a.items.size(); ++i) {
                 if (i > 0) {
                     auto done = binary_assign(context, binary_operator::add, joined, between.v);
                     if (!done) return failure_of(done);
                 }
                 auto done = binary_assign(context, binary_operator::add, joined, a.items[i]);
                 if (!done) return failure_of(done);
             }
             return joined;
         });
}

void add_items(native_registrar& l) {
    l.fn("set", [](native_context& context, array_variable a, std::int64_t index, const value& v) {
        const auto position = position_of(index, as<array_object>(a.v).items.size());
        if (position) own_array(context, a.v).items[*position] = v;
    });
    l.fn("push", [](native_context& context, array_variable a, const value& v) -> fallible<void> {
        if (auto fits = context.check_array(as<array_object>(a.v).items.size() + 1); !fits) {
            return fits;
        }
        own_array(context, a.v).push(v);
        return {};
    });
    l.fn("append", [](native_context& context, array_variable a, const array_object& tail) {
        const value other = value::share(const_cast<array_object*>(&tail));
        return binary_assign(context, binary_operator::add, a.v, other);
    });
    l.fn("insert",
         [](native_context& context, array_variable a, std::int64_t index,
            const value& v) -> fallible<void> {
             const std::size_t size = as<array_object>(a.v).items.size();
             if (auto fits = context.check_array(size + 1); !fits) return fits;
             const std::size_t place = slice_from(index, 0, size).first;
             context.charge(size - place);
             auto& array = own_array(context, a.v);
             array.items.insert(at(array.items, place), v);
             array.settle();
             return {};
         });
    l.fn("pop", [](native_context& context, array_variable a) -> value {
        auto& array = own_array(context, a.v);
        if (array.items.empty()) return {};
        value last = std::move(array.items.back());
        array.items.pop_back();
        return last;
    });
    l.fn("shift",
         [](native_context& context, array_variable a) { return taken_at(context, a, 0); });
    l.fn("remove", [](native_context& context, array_variable a, std::int64_t index) {
        return taken_at(context, a, index);
    });
    l.fn("clear",
         [](native_context& context, array_variable a) { a.v = make_array(context.owner()); });
}

void add_reshaping(native_registrar& l) {
    l.fn("pad", [](native_context& context, array_variable a, std::int64_t length,
                   const value& item) { return pad(context, a, length, item); });
    l.fn("truncate", [](native_context& context, array_variable a, std::int64_t length) {
        const std::size_t keep = part_in(a, 0, length).count;
        auto& array = own_array(context, a.v);
        array.items.resize(keep);
        array.settle();
    });
    l.fn("chop", [](native_context& context, array_variable a, std::int64_t length) {
        const std::size_t size = as<array_object>(a.v).items.size();
        const std::size_t keep = part_in(a, 0, length).count;
        (void)taken(context, a, {0, size - keep});
    });
    l.fn("reverse", [](native_context& context, array_variable a) {
        auto& array = own_array(context, a.v);
        context.charge(array.items.size());
        std::ranges::reverse(array.items);
    });
    l.fn("splice", [](native_context& context, array_variable a, const range_object& r,
                      const array_object& by) { return splice(context, a, range_in(a, r), by); });
    l.fn("splice",
         [](native_context& context, array_variable a, std::int64_t start, std::int64_t length,
            const array_object& by) { return splice(context, a, part_in(a, start, length), by); });
    l.fn("split", [](native_context& context, array_variable a, std::int64_t index) {
        return taken(context, a, part_in(a, index, range_object::open_end));
    });
    // drain and retain of a range are these two: the prelude's take a function too.
    l.fn("drain_range", [](native_context& context, array_variable a, const range_object& r) {
        return taken(context, a, range_in(a, r));
    });
    l.fn("retain_range", [](native_context& context, array_variable a, const range_object& r) {
        return taken_around(context, a, range_in(a, r));
    });
    l.fn("drain", [](native_context& context, array_variable a, std::int64_t start,
                     std::int64_t length) { return taken(context, a, part_in(a, start, length)); });
    l.fn("retain",
         [](native_context& context, array_variable a, std::int64_t start, std::int64_t length) {
             return taken_around(context, a, part_in(a, start, length));
         });
    l.fn("dedup", [](native_context& context, array_variable a) {
        auto& array = own_array(context, a.v);
        const auto same = [&](const value& x, const value& y) {
            return charged_equal(context, x, y);
        };
        array.items.erase(std::unique(array.items.begin(), array.items.end(), same),
                          array.items.end());
        array.settle();
    });
    l.fn("sort",
         [](native_context& context, array_variable a) { return sort(context, a.v, false); });
    l.fn("sort_desc",
         [](native_context& context, array_variable a) { return sort(context, a.v, true); });
}

}  // namespace

void add_arrays(native_registrar& l) {
    add_reading(l);
    add_items(l);
    add_reshaping(l);
}

}  // namespace bounce::script
