#include "script/natives/operators.hpp"

#include "script/natives/arithmetic.hpp"
#include "script/natives/char_text.hpp"
#include "script/natives/own.hpp"
#include "script/natives/text_search.hpp"
#include "script/values/range.hpp"
#include "script/values/walks.hpp"

#include "bounce/script/native_table.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

namespace bounce::script {

namespace {

[[nodiscard]] std::unexpected<failure> no_operator(std::string_view name, const value& a,
                                                   const value& b) {
    const std::array<value, 2> args{a, b};
    return std::unexpected{function_not_found(name, args)};
}

[[nodiscard]] fallible<value> is_in(native_context& context, const value& a, const value& b) {
    switch (b.tag()) {
        case kind::array: {
            const auto& items = as<array_object>(b).items;
            return value::boolean(std::ranges::any_of(
                items, [&](const value& v) { return charged_equal(context, v, a); }));
        }
        case kind::map:
            if (!a.is_string()) break;
            return value::boolean(as<map_object>(b).find(a.text()) != nullptr);
        case kind::short_string:
        case kind::string:
            if (!is_text(a)) break;
            context.charge(b.text().size());
            return value::boolean(b.text().find(char_text{a}.get()) != std::string_view::npos);
        case kind::range:
            if (!a.is_int()) break;
            return value::boolean(as<range_object>(b).contains(a.as_int()));
        case kind::blob: {
            if (!a.is_int()) break;
            const auto& bytes = as<blob_object>(b).bytes;
            context.charge(bytes.size());
            return value::boolean(std::any_of(bytes.begin(), bytes.end(),
                                              [&](std::uint8_t x) { return x == a.as_int(); }));
        }
        default: break;
    }
    return no_operator(symbol(binary_operator::contains), a, b);
}

/// Whether two values count as of one type to a comparison.
[[nodiscard]] bool comparable_kinds(const value& a, const value& b) noexcept {
    return a.tag() == b.tag() || (a.is_string() && b.is_string());
}

[[nodiscard]] fallible<value> compared(native_context& context, binary_operator op, const value& a,
                                       const value& b) {
    if (op == binary_operator::equal) return value::boolean(charged_equal(context, a, b));
    if (op == binary_operator::not_equal) return value::boolean(!charged_equal(context, a, b));
    const auto order = compare(a, b);
    if (!order) {
        // What has different types is neither less nor greater; two arrays are a mistake.
        if (comparable_kinds(a, b) && !a.is_unit()) return no_operator(symbol(op), a, b);
        return value::boolean(false);
    }
    switch (op) {
        case binary_operator::less: return value::boolean(*order < 0);
        case binary_operator::less_equal: return value::boolean(*order <= 0);
        case binary_operator::greater: return value::boolean(*order > 0);
        default: return value::boolean(*order >= 0);
    }
}

[[nodiscard]] bool adds_text(const value& a, const value& b) noexcept {
    return a.is_string() || b.is_string() || (a.is_char() && b.is_char());
}

/// The text of `v`, which is put into `room` if it has to be made.
[[nodiscard]] fallible<std::string_view> text_of(native_context& context, const value& v,
                                                 std::string& room) {
    if (v.is_string()) return v.text();
    if (!append_text_of(room, v, context.limits().string_bytes)) {
        auto too_large = context.check_string(room.size());
        return failure_of(too_large);
    }
    return std::string_view{room};
}

[[nodiscard]] fallible<value> joined(native_context& context, const value& a, const value& b) {
    std::string room_a;
    std::string room_b;
    auto x = text_of(context, a, room_a);
    if (!x) return failure_of(x);
    auto y = text_of(context, b, room_b);
    if (!y) return failure_of(y);
    const std::size_t size = x->size() + y->size();
    if (auto fits = context.check_string(size); !fits) return failure_of(fits);
    context.charge(size);
    return join_text(context.owner(), *x, *y);
}

[[nodiscard]] bool is_container(const value& v) noexcept {
    return v.is_array() || v.is_map() || v.is_blob();
}

// --- a += b where a is changed in place --------------------------------------------------------------

[[nodiscard]] fallible<void> append_to_array(native_context& context, value& a, const value& b) {
    const std::size_t more = b.is_array() ? as<array_object>(b).items.size() : 1;
    if (auto fits = context.check_array(as<array_object>(a).items.size() + more); !fits)
        return fits;
    context.charge(more);
    if (!b.is_array()) {
        value item = b;  // `a += a[0]` and the like: b may lie inside a
        own_array(context, a).push(std::move(item));
        return {};
    }
    // A reference of its own: `a += a` reads what it changes.
    const value tail = b;  // NOLINT(performance-unnecessary-copy-initialization)
    auto& to = own_array(context, a);
    const auto& from = as<array_object>(tail).items;
    to.items.insert(to.items.end(), from.begin(), from.end());
    to.settle();
    return {};
}

[[nodiscard]] fallible<void> append_to_blob(native_context& context, value& a, const value& b) {
    const value tail = b;  // NOLINT(performance-unnecessary-copy-initialization)
    const std::size_t more = tail.is_blob()  ? as<blob_object>(tail).bytes.size()
                             : is_text(tail) ? char_text{tail}.get().size()
                                             : 1;
    if (auto fits = context.check_blob(as<blob_object>(a).bytes.size() + more); !fits) return fits;
    context.charge(more);
    auto& to = own_blob(context, a);
    if (tail.is_blob()) {
        const auto& from = as<blob_object>(tail).bytes;
        to.bytes.insert(to.bytes.end(), from.begin(), from.end());
    } else if (tail.is_int()) {
        to.bytes.push_back(static_cast<std::uint8_t>(tail.as_int()));
    } else {
        const char_text text{tail};
        to.bytes.insert(to.bytes.end(), text.get().begin(), text.get().end());
    }
    to.settle();
    return {};
}

[[nodiscard]] fallible<void> mix_into_map(native_context& context, value& a, const value& b) {
    const value other = b;  // NOLINT(performance-unnecessary-copy-initialization)
    const auto& from = as<map_object>(other);
    // Counts what both have twice: a limit that is nearly reached may refuse a little early.
    if (auto fits = context.check_map(as<map_object>(a).size() + from.size()); !fits) return fits;
    context.charge(from.size());
    auto& to = own_map(context, a);
    for (std::size_t i = 0; i < from.size(); ++i) to.set(from.key_at(i), from.value_at(i));
    return {};
}

[[nodiscard]] fallible<void> append_to_string(native_context& context, value& a, const value& b) {
    std::string room;
    auto tail = text_of(context, b, room);
    if (!tail) return failure_of(tail);
    const std::size_t size = a.text().size() + tail->size();
    if (auto fits = context.check_string(size); !fits) return fits;
    context.charge(tail->size());
    append_text(context.owner(), a, *tail);
    return {};
}

/// The right sides that containers and strings take with += ; nothing if `b` is none.
[[nodiscard]] std::optional<fallible<void>> appended(native_context& context, value& a,
                                                     const value& b) {
    if (a.is_string()) return append_to_string(context, a, b);
    if (a.is_array()) return append_to_array(context, a, b);
    if (a.is_map() && b.is_map()) return mix_into_map(context, a, b);
    if (a.is_blob() && (b.is_blob() || b.is_int() || is_text(b))) {
        return append_to_blob(context, a, b);
    }
    return std::nullopt;
}

/// array + array, map + map, blob + blob, text + anything, text - text.
[[nodiscard]] fallible<value> of_objects(native_context& context, binary_operator op,
                                         const value& a, const value& b) {
    if (op == binary_operator::add) {
        if (adds_text(a, b)) return joined(context, a, b);
        if (is_container(a) && a.tag() == b.tag()) {
            value sum = a;
            auto done = appended(context, sum, b);
            if (done && !*done) return failure_of(*done);
            return sum;
        }
    }
    if (op == binary_operator::subtract && is_text(b) && a.is_string()) {
        context.charge(a.text().size());
        return make_string(context.owner(), replaced(a.text(), char_text{b}.get(), {}));
    }
    return no_operator(symbol(op), a, b);
}

}  // namespace

std::string_view symbol(binary_operator op) noexcept {
    constexpr std::array<std::string_view, 18> symbols{
        "+", "-", "*",  "/",  "%", "**", "<<", ">>", "&",
        "|", "^", "==", "!=", "<", "<=", ">",  ">=", "in"};
    return symbols[static_cast<std::size_t>(op)];
}

std::string_view symbol(unary_operator op) noexcept {
    switch (op) {
        case unary_operator::negate: return "-";
        case unary_operator::logical_not: return "!";
        case unary_operator::unary_plus: break;
    }
    return "+";
}

fallible<value> binary(native_context& context, binary_operator op, const value& a,
                       const value& b) {
    if (op == binary_operator::contains) return is_in(context, a, b);
    if (op >= binary_operator::equal) return compared(context, op, a, b);
    if (auto result = arithmetic(op, a, b)) return std::move(*result);
    return of_objects(context, op, a, b);
}

fallible<void> binary_assign(native_context& context, binary_operator op, value& a,
                             const value& b) {
    if (op == binary_operator::add) {
        if (auto done = appended(context, a, b)) return std::move(*done);
    }
    auto result = binary(context, op, a, b);
    if (!result) return failure_of(result);
    a = std::move(*result);
    return {};
}

fallible<value> unary(native_context&, unary_operator op, const value& a) {
    switch (op) {
        case unary_operator::negate:
            if (a.is_float()) return value::floating(-a.as_float());
            if (a.is_int() || a.is_duration()) {
                const std::int64_t i = a.is_int() ? a.as_int() : a.as_duration();
                if (i == std::numeric_limits<std::int64_t>::min()) {
                    return fail(error_kind::arithmetic, "overflow: -(" + to_text(a) + ")");
                }
                return a.is_int() ? value::integer(-i) : value::duration(-i);
            }
            break;
        case unary_operator::logical_not:
            if (a.is_bool()) return value::boolean(!a.as_bool());
            break;
        case unary_operator::unary_plus:
            if (a.is_int() || a.is_float() || a.is_duration()) return a;
            break;
    }
    return std::unexpected{function_not_found(symbol(op), {&a, 1})};
}

}  // namespace bounce::script
