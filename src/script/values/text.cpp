#include "script/values/blob.hpp"
#include "script/values/children.hpp"
#include "script/values/range.hpp"
#include "script/values/utf8.hpp"
#include "script/values/walks.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace bounce::script {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

void append_int(std::string& out, std::int64_t i) {
    std::array<char, 24> room;
    const auto end = std::to_chars(room.data(), room.data() + room.size(), i).ptr;
    out.append(room.data(), end);
}

void append_padded(std::string& out, std::int64_t number, std::size_t digits) {
    std::string text;
    append_int(text, number);
    if (text.size() < digits) out.append(digits - text.size(), '0');
    out += text;
}

/// One char inside quotes.
void append_escaped(std::string& out, char32_t c, char quote) {
    switch (c) {
        case U'\n': out += "\\n"; return;
        case U'\r': out += "\\r"; return;
        case U'\t': out += "\\t"; return;
        case U'\0': out += "\\0"; return;
        case U'\\': out += "\\\\"; return;
        default: break;
    }
    if (c == static_cast<char32_t>(quote)) {
        out += '\\';
        out += quote;
    } else if (c < 0x20 || c == 0x7F) {
        out += "\\x";
        out += hex_digits[c >> 4U];
        out += hex_digits[c & 0xFU];
    } else {
        append_utf8(out, c);
    }
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t i = 0; i < text.size();) append_escaped(out, next_code_point(text, i), '"');
    out += '"';
}

void append_blob(std::string& out, const blob_object& blob) {
    out += '[';
    for (std::size_t i = 0; i < blob.bytes.size(); ++i) {
        if (i > 0 && i % 8 == 0) out += ' ';
        out += hex_digits[blob.bytes[i] >> 4U];
        out += hex_digits[blob.bytes[i] & 0xFU];
    }
    out += ']';
}

void append_range(std::string& out, const range_object& range) {
    append_int(out, range.begin);
    out += range.inclusive ? "..=" : "..";
    if (range.end != range_object::open_end) append_int(out, range.end);
}

/// Everything but arrays and maps, as `debug` shows it.
void append_leaf(std::string& out, const value& v) {
    switch (v.tag()) {
        case kind::unit: out += "()"; return;
        case kind::boolean: out += v.as_bool() ? "true" : "false"; return;
        case kind::integer: append_int(out, v.as_int()); return;
        case kind::floating: append_float(out, v.as_float()); return;
        case kind::character:
            out += '\'';
            append_escaped(out, v.as_char(), '\'');
            out += '\'';
            return;
        case kind::duration: append_duration(out, v.as_duration()); return;
        case kind::timestamp: append_timestamp(out, v.as_timestamp()); return;
        case kind::short_string:
        case kind::string: append_quoted(out, v.text()); return;
        case kind::blob: append_blob(out, as<blob_object>(v)); return;
        case kind::range: append_range(out, as<range_object>(v)); return;
        case kind::fn:
            out += "Fn(";
            out += as<fn_object>(v).name.text();
            out += ')';
            return;
        default:
            out += '<';
            out += type_name(v);
            out += '>';
            return;
    }
}

[[nodiscard]] bool has_parts(const value& v) noexcept { return v.is_array() || v.is_map(); }

}  // namespace

void append_utf8(std::string& out, char32_t c) {
    std::array<char, 4> room;
    out.append(room.data(), encode_utf8(c, room.data()));
}

void append_float(std::string& out, double f) {
    constexpr double largest_plain = 1e13;
    constexpr double smallest_plain = 1e-13;
    if (std::isnan(f)) {
        out += "NaN";
        return;
    }
    if (std::isinf(f)) {
        out += f < 0 ? "-inf" : "inf";
        return;
    }
    const double size = std::fabs(f);
    if (size == 0) {
        out += "0.0";
        return;
    }
    std::array<char, 64> room;
    if (size <= largest_plain && size >= smallest_plain) {
        const auto end =
            std::to_chars(room.data(), room.data() + room.size(), f, std::chars_format::fixed).ptr;
        out.append(room.data(), end);
        if (std::trunc(f) == f) out += ".0";
        return;
    }
    const auto end =
        std::to_chars(room.data(), room.data() + room.size(), f, std::chars_format::scientific).ptr;
    const std::string_view text{room.data(), static_cast<std::size_t>(end - room.data())};
    const std::size_t e = text.find('e');
    out += text.substr(0, e + 1);
    std::string_view exponent = text.substr(e + 1);  // "+20", "-07"
    if (exponent.front() == '-') out += '-';
    exponent.remove_prefix(1);
    exponent.remove_prefix(exponent.find_first_not_of('0'));
    out += exponent;
}

void append_duration(std::string& out, std::int64_t nanoseconds) {
    struct unit {
        std::string_view name;
        std::int64_t nanoseconds;
    };
    constexpr std::array<unit, 7> units{{{"d", 86'400'000'000'000},
                                         {"h", 3'600'000'000'000},
                                         {"m", 60'000'000'000},
                                         {"s", 1'000'000'000},
                                         {"ms", 1'000'000},
                                         {"us", 1'000},
                                         {"ns", 1}}};
    if (nanoseconds == 0) {
        out += "0s";
        return;
    }
    for (const unit& u : units) {
        if (nanoseconds % u.nanoseconds != 0) continue;
        append_int(out, nanoseconds / u.nanoseconds);
        out += u.name;
        return;
    }
}

void append_timestamp(std::string& out, std::int64_t nanoseconds) {
    using namespace std::chrono;
    const sys_time<std::chrono::nanoseconds> when{std::chrono::nanoseconds{nanoseconds}};
    const auto day = floor<days>(when);
    const year_month_day date{day};
    const hh_mm_ss time{floor<milliseconds>(when - day)};
    append_padded(out, int{date.year()}, 4);
    out += '-';
    append_padded(out, unsigned{date.month()}, 2);
    out += '-';
    append_padded(out, unsigned{date.day()}, 2);
    out += 'T';
    append_padded(out, time.hours().count(), 2);
    out += ':';
    append_padded(out, time.minutes().count(), 2);
    out += ':';
    append_padded(out, time.seconds().count(), 2);
    out += '.';
    append_padded(out, time.subseconds().count(), 3);
    out += 'Z';
}

bool append_debug_text_of(std::string& out, const value& v, std::size_t most) {
    std::vector<walk_frame> open;
    const auto begin = [&](const value& part) {
        if (!has_parts(part)) return append_leaf(out, part);
        out += part.is_map() ? "#{" : "[";
        open.push_back({part.as_object()});
    };
    begin(v);
    // Parts may be shared many times over, so only the length of the text bounds the work.
    while (!open.empty() && out.size() <= most) {
        const object& in = *open.back().in;
        const std::size_t i = open.back().next++;
        const bool is_map = in.tag == kind::map;
        if (i == child_count(in)) {
            out += is_map ? '}' : ']';
            open.pop_back();
            continue;
        }
        if (i > 0) out += ", ";
        if (is_map) {
            append_quoted(out, static_cast<const map_object&>(in).key_at(i).text());
            out += ": ";
        }
        begin(child_at(in, i));
    }
    return out.size() <= most;
}

bool append_text_of(std::string& out, const value& v, std::size_t most) {
    if (v.is_string()) {
        out += v.text();
    } else if (v.is_char()) {
        append_utf8(out, v.as_char());
    } else if (!v.is_unit()) {
        return append_debug_text_of(out, v, most);
    }
    return out.size() <= most;
}

std::string to_text(const value& v) {
    std::string out;
    append_text_of(out, v);
    return out;
}

std::string to_debug_text(const value& v) {
    std::string out;
    append_debug_text_of(out, v);
    return out;
}

}  // namespace bounce::script
