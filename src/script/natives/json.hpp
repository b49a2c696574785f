#pragma once

#include "bounce/script/native_context.hpp"
#include "bounce/script/value.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace bounce::script {

/// A JSON text (RFC 8259, and nothing beyond it) as a value: null is (), numbers without fraction and
/// exponent that fit are ints, of equal keys the last counts. ErrorParsing says line and column.
[[nodiscard]] fallible<value> parse_json(native_context& context, std::string_view text);

/// What becomes of values that JSON has no form for.
enum class json_style {
    strict,  ///< functions, ranges, NaN and infinities are refused, as what is read back would differ
    script,  ///< as scripts see it: a function is its name, a range its text, NaN and infinities null
};

/// A value as JSON text. A blob is its base64, a duration its seconds, a timestamp its ISO form, a char
/// a string, () null. Handles of all kinds are refused, with their path.
[[nodiscard]] fallible<std::string> write_json(native_context& context, const value& v,
                                               json_style style);

void append_base64(std::string& out, std::string_view bytes);

}  // namespace bounce::script
