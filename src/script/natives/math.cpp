#include "script/natives/binding.hpp"
#include "script/natives/bits.hpp"
#include "script/natives/indexing.hpp"
#include "script/natives/operators.hpp"
#include "script/natives/text_search.hpp"
#include "script/values/walks.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>

namespace bounce::script {

namespace {

[[nodiscard]] fallible<value> parse_int(std::string_view text, std::int64_t radix) {
    if (radix < 2 || radix > 36) {
        return fail(error_kind::arithmetic,
                    "a radix is between 2 and 36, not " + std::to_string(radix));
    }
    std::string_view digits = trimmed(text);
    if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
    std::int64_t i = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), i, static_cast<int>(radix));
    if (error == std::errc::result_out_of_range) {
        return fail(error_kind::arithmetic,
                    "the integer '" + std::string{text} + "' does not fit into 64 bits");
    }
    if (error != std::errc{} || end != digits.data() + digits.size()) {
        return fail(
            error_kind::arithmetic,
            "'" + std::string{text} + "' is not an integer of base " + std::to_string(radix));
    }
    return value::integer(i);
}

[[nodiscard]] fallible<value> parse_float(std::string_view text) {
    std::string_view digits = trimmed(text);
    if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
    double f = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), f);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
        return fail(error_kind::arithmetic,
                    "'" + std::string{text} + "' is not a floating-point number");
    }
    return value::floating(f);
}

[[nodiscard]] fallible<value> to_int(double f) {
    // The largest int is no float; the first float above it is 2^63.
    constexpr double bound = 9223372036854775808.0;
    if (!(f >= -bound && f < bound)) {
        return fail(error_kind::arithmetic,
                    "overflow: to_int(" + to_text(value::floating(f)) + ")");
    }
    return value::integer(static_cast<std::int64_t>(f));
}

[[nodiscard]] fallible<std::size_t> bit_position(std::int64_t index) {
    const auto position = position_of(index, int_bits);
    if (position) return *position;
    return fail(error_kind::index_out_of_bounds,
                "bit index " + std::to_string(index) + " is out of bounds: there are 64 bits");
}

[[nodiscard]] std::size_t bits_from(std::size_t first, std::int64_t count) noexcept {
    return static_cast<std::size_t>(
        std::clamp<std::int64_t>(count, 0, int_bits - static_cast<std::int64_t>(first)));
}

void add_integers(native_registrar& l) {
    l.property("is_zero", [](std::int64_t i) { return i == 0; });
    l.property("is_odd", [](std::int64_t i) { return i % 2 != 0; });
    l.property("is_even", [](std::int64_t i) { return i % 2 == 0; });
    l.fn("abs", [](native_context& context, std::int64_t i) -> fallible<value> {
        return i < 0 ? unary(context, unary_operator::negate, value::integer(i))
                     : value::integer(i);
    });
    l.fn("sign", [](std::int64_t i) { return std::int64_t{(i > 0) - (i < 0)}; });
    l.fn("to_int", [](std::int64_t i) { return i; });
    l.fn("to_float", [](std::int64_t i) { return static_cast<double>(i); });
    l.fn("to_char", [](std::int64_t i) -> fallible<value> {
        if (i < 0 || i > 0x10FFFF || (i >= 0xD800 && i < 0xE000)) {
            return fail(error_kind::arithmetic, std::to_string(i) + " is not the code of a char");
        }
        return value::character(static_cast<char32_t>(i));
    });
    l.fn("to_int", [](char32_t c) { return std::int64_t{c}; });
    l.fn("to_int", [](bool b) { return std::int64_t{b}; });
    l.fn("max", [](std::int64_t a, std::int64_t b) { return std::max(a, b); });
    l.fn("min", [](std::int64_t a, std::int64_t b) { return std::min(a, b); });
    l.fn("max", [](any_number a, any_number b) { return std::fmax(a.number, b.number); });
    l.fn("min", [](any_number a, any_number b) { return std::fmin(a.number, b.number); });
    l.fn("parse_int", [](std::string_view text) { return parse_int(text, 10); });
    l.fn("parse_int",
         [](std::string_view text, std::int64_t radix) { return parse_int(text, radix); });
    l.fn("parse_float", [](std::string_view text) { return parse_float(text); });
}

void add_bits(native_registrar& l) {
    l.fn("get_bit", [](std::int64_t i, std::int64_t index) -> fallible<value> {
        auto at = bit_position(index);
        if (!at) return failure_of(at);
        return value::boolean(bits_of(i, *at, 1) != 0);
    });
    l.fn("set_bit", [](int_variable i, std::int64_t index, bool on) -> fallible<void> {
        auto at = bit_position(index);
        if (!at) return failure_of(at);
        i.v = value::integer(with_bits(i.v.as_int(), *at, 1, on ? 1 : 0));
        return {};
    });
    l.fn("get_bits", [](std::int64_t i, std::int64_t first, std::int64_t count) -> fallible<value> {
        auto at = bit_position(first);
        if (!at) return failure_of(at);
        return value::integer(bits_of(i, *at, bits_from(*at, count)));
    });
    l.fn("get_bits", [](native_context& context, const value& i, const range_object& r) {
        return get_index(context, i, value::share(const_cast<range_object*>(&r)));
    });
    l.fn("set_bits",
         [](int_variable i, std::int64_t first, std::int64_t count,
            std::int64_t bits) -> fallible<void> {
             auto at = bit_position(first);
             if (!at) return failure_of(at);
             i.v = value::integer(with_bits(i.v.as_int(), *at, bits_from(*at, count), bits));
             return {};
         });
    l.fn("set_bits",
         [](native_context& context, int_variable i, const range_object& r, std::int64_t bits) {
             return set_index(context, i.v, value::share(const_cast<range_object*>(&r)),
                              value::integer(bits));
         });
    l.fn("count_ones",
         [](std::int64_t i) { return std::int64_t{std::popcount(static_cast<std::uint64_t>(i))}; });
}

void add_floats(native_registrar& l) {
    l.property("is_zero", [](double f) { return f == 0; });
    l.fn("abs", [](double f) { return std::fabs(f); });
    l.fn("sign", [](double f) { return std::int64_t{(f > 0) - (f < 0)}; });
    l.fn("to_int", [](double f) { return to_int(f); });
    l.fn("to_float", [](double f) { return f; });
    l.property("floor", [](double f) { return std::floor(f); });
    l.property("ceiling", [](double f) { return std::ceil(f); });
    l.property("round", [](double f) { return std::round(f); });
    l.property("int", [](double f) { return std::trunc(f); });
    l.property("fraction", [](double f) { return f - std::trunc(f); });
    l.property("is_nan", [](double f) { return std::isnan(f); });
    l.property("is_finite", [](double f) { return std::isfinite(f); });
    l.property("is_infinite", [](double f) { return std::isinf(f); });
    l.fn("PI", [] { return std::numbers::pi; });
    l.fn("E", [] { return std::numbers::e; });
    l.fn("sqrt", [](any_number x) { return std::sqrt(x.number); });
    l.fn("exp", [](any_number x) { return std::exp(x.number); });
    l.fn("ln", [](any_number x) { return std::log(x.number); });
    l.fn("log", [](any_number x) { return std::log10(x.number); });
    l.fn("log",
         [](any_number x, any_number base) { return std::log(x.number) / std::log(base.number); });
}

void add_trigonometry(native_registrar& l) {
    l.fn("sin", [](any_number x) { return std::sin(x.number); });
    l.fn("cos", [](any_number x) { return std::cos(x.number); });
    l.fn("tan", [](any_number x) { return std::tan(x.number); });
    l.fn("sinh", [](any_number x) { return std::sinh(x.number); });
    l.fn("cosh", [](any_number x) { return std::cosh(x.number); });
    l.fn("tanh", [](any_number x) { return std::tanh(x.number); });
    l.fn("asin", [](any_number x) { return std::asin(x.number); });
    l.fn("acos", [](any_number x) { return std::acos(x.number); });
    l.fn("atan", [](any_number x) { return std::atan(x.number); });
    l.fn("atan", [](any_number x, any_number y) { return std::atan2(x.number, y.number); });
    l.fn("asinh", [](any_number x) { return std::asinh(x.number); });
    l.fn("acosh", [](any_number x) { return std::acosh(x.number); });
    l.fn("atanh", [](any_number x) { return std::atanh(x.number); });
    l.fn("hypot", [](any_number x, any_number y) { return std::hypot(x.number, y.number); });
    l.fn("to_radians", [](any_number x) { return x.number * (std::numbers::pi / 180); });
    l.fn("to_degrees", [](any_number x) { return x.number * (180 / std::numbers::pi); });
}

}  // namespace

void add_math(native_registrar& l) {
    add_integers(l);
    add_bits(l);
    add_floats(l);
    add_trigonometry(l);
}

}  // namespace bounce::script
