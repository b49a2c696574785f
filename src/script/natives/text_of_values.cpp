#include "script/natives/binding.hpp"
#include "script/values/walks.hpp"

#include <array>
#include <charconv>

namespace bounce::script {

namespace {

[[nodiscard]] std::string digits(std::int64_t i, int radix) {
    std::array<char, 64> room;
    const auto end =
        std::to_chars(room.data(), room.data() + room.size(), static_cast<std::uint64_t>(i), radix)
            .ptr;
    return {room.data(), end};
}

}  // namespace

void add_text_of_values(native_registrar& l) {
    // A text that is longer than a string may be is cut short, and its length then refused.
    l.fn("to_string", [](native_context& context, const value& v) -> fallible<value> {
        if (v.is_string()) return v;
        std::string out;
        append_text_of(out, v, context.limits().string_bytes);
        return detail::returned(context, out);
    });
    l.fn("to_debug", [](native_context& context, const value& v) {
        std::string out;
        append_debug_text_of(out, v, context.limits().string_bytes);
        return detail::returned(context, out);
    });
    l.fn("to_hex", [](std::int64_t i) { return digits(i, 16); });
    l.fn("to_octal", [](std::int64_t i) { return digits(i, 8); });
    l.fn("to_binary", [](std::int64_t i) { return digits(i, 2); });
    l.fn("type_of", [](const value& v) { return type_name(v); });
}

}  // namespace bounce::script
