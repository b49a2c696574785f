#include "script/syntax/lexer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <system_error>

namespace bounce::script {
namespace {

constexpr std::uint64_t two_to_63 = std::uint64_t{1} << 63;

struct unit {
    std::string_view name;
    std::int64_t nanoseconds;
};
constexpr std::array units{
    unit{"ns", 1},
    unit{"us", 1'000},
    unit{"ms", 1'000'000},
    unit{"s", 1'000'000'000},
    unit{"m", 60'000'000'000},
    unit{"h", 3'600'000'000'000},
    unit{"d", 86'400'000'000'000},
};

/// The double that the digits mean. from_chars reports "out of range" for what is too large and for what
/// is too small alike; the second is 0.
std::optional<double> to_double(std::string_view digits) {
    double value = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (code == std::errc{}) return value;
    const std::size_t mark = std::min(digits.find_first_of("eE"), digits.size());
    const bool negative_exponent = mark + 1 < digits.size() && digits[mark + 1] == '-';
    const std::size_t first = digits.find_first_not_of("0.");
    const std::size_t point = std::min(digits.find('.'), mark);
    const bool begins_small = first == std::string_view::npos || first > point;
    if (negative_exponent || (begins_small && mark == digits.size())) return 0.0;
    return std::nullopt;
}

/// digits ("1.5") times the unit, exactly: none if it is not a whole number of nanoseconds, or too many.
std::optional<std::int64_t> to_nanoseconds(std::string_view digits, std::int64_t unit) {
    const std::size_t point = std::min(digits.find('.'), digits.size());
    std::int64_t whole = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + point, whole);
    std::int64_t total = 0;
    if (code != std::errc{} || __builtin_mul_overflow(whole, unit, &total)) return std::nullopt;
    for (std::size_t i = point + 1; i < digits.size(); ++i) {
        const std::int64_t digit = digits[i] - '0';
        if (unit % 10 != 0) {
            if (digit != 0) return std::nullopt;
            continue;
        }
        unit /= 10;
        if (__builtin_add_overflow(total, digit * unit, &total)) return std::nullopt;
    }
    return total;
}

}  // namespace

std::string_view lexer::plain_digits(std::size_t from, std::size_t to) {
    const std::string_view text = source_.substr(from, to - from);
    if (text.find('_') == std::string_view::npos) return text;
    scratch_.clear();
    std::ranges::copy_if(text, std::back_inserter(scratch_), [](char c) { return c != '_'; });
    return scratch_;
}

void lexer::read_number(token& t) {
    if (peek() == '0') {
        switch (peek(1)) {
            case 'x':
            case 'X': return read_radix(t, 16, "hexadecimal");
            case 'o':
            case 'O': return read_radix(t, 8, "octal");
            case 'b':
            case 'B': return read_radix(t, 2, "binary");
            default: break;
        }
    }
    read_decimal(t);
}

void lexer::read_radix(token& t, int radix, std::string_view name) {
    const std::size_t from = at_;
    at_ += 2;
    const std::size_t digits_from = at_;
    while (continues_word(peek())) ++at_;  // what is no digit of the radix is complained about
    const std::string_view digits = plain_digits(digits_from, at_);
    t.kind = token_kind::integer;
    std::uint64_t value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, code] = std::from_chars(digits.data(), end, value, radix);
    if (digits.empty()) {
        errors_.error(span_from(from), "this " + std::string{name} + " number has no digits",
                      "for example `0x1f`, `0o17`, `0b101`");
    } else if (stop != end) {
        errors_.error(span_from(from),
                      std::string{"`"} + *stop + "` is no " + std::string{name} + " digit");
    } else if (code == std::errc::result_out_of_range) {
        errors_.error(span_from(from), "this number does not fit into 64 bits");
    }
    t.integer = static_cast<std::int64_t>(value);  // 0xffff_ffff_ffff_ffff is -1
}

void lexer::read_decimal(token& t) {
    const std::size_t from = at_;
    const auto skip_digits = [&] {
        while (is_digit(peek()) || peek() == '_') ++at_;
    };
    skip_digits();
    bool whole = true;
    // 1.5, and 1. before whatever cannot be the name of a method; 1..5 is a range and 1.abs() a call
    if (peek() == '.' && peek(1) != '.' && !starts_word(peek(1))) {
        whole = false;
        ++at_;
        skip_digits();
    }
    bool exponent = false;
    if (peek() == 'e' || peek() == 'E') {
        const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
        if (is_digit(peek(1 + sign))) {
            exponent = true;
            at_ += 1 + sign;
            skip_digits();
        }
    }
    const std::string_view digits = plain_digits(from, at_);
    if (!exponent && starts_word(peek()) && read_duration(t, digits, whole)) return;
    if (whole && !exponent) {
        t.kind = token_kind::integer;
        std::uint64_t value = 0;
        const auto [end, code] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (code != std::errc{} || value > two_to_63) {
            errors_.error(span_from(from), "this number does not fit into 64 bits",
                          "the largest integer is 9223372036854775807; as a float, write `" +
                              std::string{digits} + ".0`");
            value = 0;
        }
        t.needs_minus = value == two_to_63;
        t.integer = static_cast<std::int64_t>(value);
    } else {
        t.kind = token_kind::floating;
        const auto value = to_double(digits);
        if (!value) {
            errors_.error(span_from(from), "this number is too large for a float",
                          "the largest is about 1.8e308");
        }
        t.floating = value.value_or(0);
    }
    end_number(t);
}

/// 250ms, 1.5h. False, and nothing read, if the letters that follow are no unit.
bool lexer::read_duration(token& t, std::string_view digits, bool whole) {
    const std::size_t number_end = at_;
    std::size_t end = at_;
    while (end < source_.size() && continues_word(source_[end])) ++end;
    const std::string_view name = source_.substr(number_end, end - number_end);
    const auto* const found = std::ranges::find(units, name, &unit::name);
    if (found == units.end()) return false;
    at_ = end;
    t.kind = token_kind::duration;
    const auto value = to_nanoseconds(digits, found->nanoseconds);
    if (value) {
        t.integer = *value;
    } else {
        errors_.error({t.where.offset, static_cast<std::uint32_t>(end - t.where.offset)},
                      whole ? "this duration is too long" : "this duration cannot be kept exactly",
                      whole ? "a duration holds up to 292 years"
                            : "a duration is a whole number of nanoseconds, up to 292 years");
    }
    return true;
}

/// A letter directly after a number is a mistake: 12abc, 3sec, 1h30m.
void lexer::end_number(token& t) {
    if (!starts_word(peek())) return;
    const std::size_t from = at_;
    while (continues_word(peek())) ++at_;
    const std::string letters{source_.substr(from, at_ - from)};
    const bool number_inside = std::ranges::any_of(letters, is_digit);
    errors_.error(span_from(from),
                  "`" + letters + "` is neither part of a number nor a unit of time",
                  number_inside ? "add durations up: `1h + 30m`"
                                : "the units are ns, us, ms, s, m, h and d: `250ms`, `2h`");
    t.kind = token_kind::invalid;
}

}  // namespace bounce::script
