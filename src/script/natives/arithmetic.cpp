#include "script/natives/arithmetic.hpp"

#include "script/values/walks.hpp"

#include <cmath>
#include <limits>
#include <string>

namespace bounce::script {

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr double second_ns = 1e9;

[[nodiscard]] std::unexpected<failure> overflow(binary_operator op, const std::string& a,
                                                const std::string& b) {
    return fail(error_kind::arithmetic, "overflow: " + a + ' ' + std::string{symbol(op)} + ' ' + b);
}
[[nodiscard]] std::unexpected<failure> overflow(binary_operator op, std::int64_t a,
                                                std::int64_t b) {
    return overflow(op, std::to_string(a), std::to_string(b));
}

[[nodiscard]] fallible<value> divided(binary_operator op, std::int64_t a, std::int64_t b) {
    if (b == 0) {
        return fail(error_kind::arithmetic, "division by zero: " + std::to_string(a) + ' ' +
                                                std::string{symbol(op)} + " 0");
    }
    if (a == least && b == -1) return overflow(op, a, b);
    return value::integer(op == binary_operator::divide ? a / b : a % b);
}

[[nodiscard]] fallible<value> raised(std::int64_t base, std::int64_t exponent) {
    if (exponent < 0) {
        return fail(error_kind::arithmetic,
                    "an integer to a negative power: " + std::to_string(base) + " ** " +
                        std::to_string(exponent));
    }
    std::int64_t result = 1;
    std::int64_t square = base;
    for (std::int64_t left = exponent; left > 0;) {
        if ((left & 1) != 0 && __builtin_mul_overflow(result, square, &result)) {
            return overflow(binary_operator::power, base, exponent);
        }
        left >>= 1;
        if (left > 0 && __builtin_mul_overflow(square, square, &square)) {
            return overflow(binary_operator::power, base, exponent);
        }
    }
    return value::integer(result);
}

/// By a negative number of bits in the other direction; what is shifted out is gone.
[[nodiscard]] std::int64_t shifted(std::int64_t i, std::int64_t bits, bool left) noexcept {
    if (bits < 0) {
        left = !left;
        bits = bits == least ? most : -bits;
    }
    if (bits >= 64) return left || i >= 0 ? 0 : -1;
    return left ? static_cast<std::int64_t>(static_cast<std::uint64_t>(i) << bits) : i >> bits;
}

[[nodiscard]] std::optional<value> float_arithmetic(binary_operator op, double a, double b) {
    switch (op) {
        case binary_operator::add: return value::floating(a + b);
        case binary_operator::subtract: return value::floating(a - b);
        case binary_operator::multiply: return value::floating(a * b);
        case binary_operator::divide: return value::floating(a / b);
        case binary_operator::remainder: return value::floating(std::fmod(a, b));
        case binary_operator::power: return value::floating(std::pow(a, b));
        default: return std::nullopt;
    }
}

[[nodiscard]] bool is_number(const value& v) noexcept { return v.is_int() || v.is_float(); }
[[nodiscard]] double number_of(const value& v) noexcept {
    return v.is_int() ? static_cast<double>(v.as_int()) : v.as_float();
}

[[nodiscard]] fallible<value> duration_of(binary_operator op, const value& a, const value& b,
                                          double nanoseconds) {
    if (!(std::fabs(nanoseconds) < 9.2e18)) return overflow(op, to_text(a), to_text(b));
    return value::duration(static_cast<std::int64_t>(nanoseconds));
}

/// A duration times or divided by a number; exactly if the number is an int.
[[nodiscard]] fallible<value> scaled(binary_operator op, const value& a, const value& b,
                                     std::int64_t duration, const value& number) {
    if (op == binary_operator::multiply) {
        if (number.is_float()) {
            return duration_of(op, a, b, static_cast<double>(duration) * number.as_float());
        }
        std::int64_t product = 0;
        if (__builtin_mul_overflow(duration, number.as_int(), &product)) {
            return overflow(op, to_text(a), to_text(b));
        }
        return value::duration(product);
    }
    if (number_of(number) == 0) {
        return fail(error_kind::arithmetic, "division by zero: " + to_text(a) + " / 0");
    }
    if (number.is_float()) {
        return duration_of(op, a, b, static_cast<double>(duration) / number.as_float());
    }
    if (duration == least && number.as_int() == -1) return overflow(op, to_text(a), to_text(b));
    return value::duration(duration / number.as_int());
}

[[nodiscard]] std::optional<fallible<value>> of_durations(binary_operator op, const value& a,
                                                          const value& b) {
    const std::int64_t x = a.as_duration();
    const std::int64_t y = b.as_duration();
    std::int64_t result = 0;
    switch (op) {
        case binary_operator::add:
            if (__builtin_add_overflow(x, y, &result)) return overflow(op, to_text(a), to_text(b));
            return value::duration(result);
        case binary_operator::subtract:
            if (__builtin_sub_overflow(x, y, &result)) return overflow(op, to_text(a), to_text(b));
            return value::duration(result);
        case binary_operator::divide:
            return value::floating(static_cast<double>(x) / static_cast<double>(y));
        case binary_operator::remainder:
            if (y == 0) {
                return fail(error_kind::arithmetic, "division by zero: " + to_text(a) + " % 0s");
            }
            return value::duration(y == -1 ? 0 : x % y);
        default: return std::nullopt;
    }
}

/// A timestamp, and a duration or a number of seconds.
[[nodiscard]] fallible<value> moved(binary_operator op, const value& a, const value& b,
                                    std::int64_t when, const value& by) {
    std::optional<std::int64_t> ns;
    if (by.is_duration()) {
        ns = by.as_duration();
    } else {
        ns = nanoseconds_of(number_of(by));
    }
    std::int64_t result = 0;
    const bool fits =
        ns && !(op == binary_operator::add ? __builtin_add_overflow(when, *ns, &result)
                                           : __builtin_sub_overflow(when, *ns, &result));
    if (!fits) return overflow(op, to_text(a), to_text(b));
    return value::timestamp(result);
}

[[nodiscard]] std::optional<fallible<value>> of_timestamps(binary_operator op, const value& a,
                                                           const value& b) {
    const bool adds = op == binary_operator::add;
    const bool subtracts = op == binary_operator::subtract;
    if (a.is_timestamp() && b.is_timestamp()) {
        if (!subtracts) return std::nullopt;
        std::int64_t ns = 0;
        if (__builtin_sub_overflow(a.as_timestamp(), b.as_timestamp(), &ns)) {
            return overflow(op, to_text(a), to_text(b));
        }
        return value::floating(static_cast<double>(ns) / second_ns);
    }
    if (!adds && !subtracts) return std::nullopt;
    if (a.is_timestamp() && (b.is_duration() || is_number(b))) {
        return moved(op, a, b, a.as_timestamp(), b);
    }
    if (adds && a.is_duration()) return moved(op, a, b, b.as_timestamp(), a);
    return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> nanoseconds_of(double seconds) noexcept {
    const double ns = seconds * second_ns;
    if (!(std::fabs(ns) < 9.2e18)) return std::nullopt;
    return static_cast<std::int64_t>(std::round(ns));
}

fallible<value> integer_arithmetic(binary_operator op, std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    switch (op) {
        case binary_operator::add:
            if (__builtin_add_overflow(a, b, &result)) return overflow(op, a, b);
            break;
        case binary_operator::subtract:
            if (__builtin_sub_overflow(a, b, &result)) return overflow(op, a, b);
            break;
        case binary_operator::multiply:
            if (__builtin_mul_overflow(a, b, &result)) return overflow(op, a, b);
            break;
        case binary_operator::divide:
        case binary_operator::remainder: return divided(op, a, b);
        case binary_operator::power: return raised(a, b);
        case binary_operator::shift_left: result = shifted(a, b, true); break;
        case binary_operator::shift_right: result = shifted(a, b, false); break;
        case binary_operator::bit_and: result = a & b; break;
        case binary_operator::bit_or: result = a | b; break;
        case binary_operator::bit_xor: result = a ^ b; break;
        default: fatal("a comparison is asked of integer_arithmetic");
    }
    return value::integer(result);
}

std::optional<fallible<value>> arithmetic(binary_operator op, const value& a, const value& b) {
    if (a.is_int() && b.is_int()) return integer_arithmetic(op, a.as_int(), b.as_int());
    if (is_number(a) && is_number(b)) {
        auto result = float_arithmetic(op, number_of(a), number_of(b));
        if (!result) return std::nullopt;
        return std::move(*result);
    }
    if (a.is_bool() && b.is_bool()) {
        switch (op) {
            case binary_operator::bit_and: return value::boolean(a.as_bool() && b.as_bool());
            case binary_operator::bit_or: return value::boolean(a.as_bool() || b.as_bool());
            case binary_operator::bit_xor: return value::boolean(a.as_bool() != b.as_bool());
            default: return std::nullopt;
        }
    }
    if (a.is_timestamp() || b.is_timestamp()) return of_timestamps(op, a, b);
    if (a.is_duration() && b.is_duration()) return of_durations(op, a, b);
    const bool multiplies = op == binary_operator::multiply;
    if (a.is_duration() && is_number(b) && (multiplies || op == binary_operator::divide)) {
        return scaled(op, a, b, a.as_duration(), b);
    }
    if (multiplies && is_number(a) && b.is_duration()) {
        return scaled(op, a, b, b.as_duration(), a);
    }
    return std::nullopt;
}

}  // namespace bounce::script
