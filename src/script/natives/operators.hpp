#pragma once

#include "bounce/script/native_context.hpp"
#include "bounce/script/value.hpp"

#include <cstdint>
#include <string_view>

namespace bounce::script {

/// The binary operators, in the order of their opcodes.
enum class binary_operator : std::uint8_t {
    add,
    subtract,
    multiply,
    divide,
    remainder,
    power,
    shift_left,
    shift_right,
    bit_and,
    bit_or,
    bit_xor,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    contains,  ///< a in b
};

enum class unary_operator : std::uint8_t {
    negate,
    logical_not,
    unary_plus,
};

/// "+", "<<", "in".
[[nodiscard]] std::string_view symbol(binary_operator op) noexcept;
[[nodiscard]] std::string_view symbol(unary_operator op) noexcept;

/// a op b. Ints are checked for overflow, ints and floats mix, a string takes anything with +, values of
/// different types are unequal and neither less nor greater. Otherwise ErrorFunctionNotFound, with both
/// types: "- (array, i64)".
[[nodiscard]] fallible<value> binary(native_context& context, binary_operator op, const value& a,
                                     const value& b);

/// a op= b: as `binary`, but an array, map, blob or string on the left that nobody else sees is changed
/// in place. And `array += x` pushes an x that is no array, `blob += int` a byte.
[[nodiscard]] fallible<void> binary_assign(native_context& context, binary_operator op, value& a,
                                           const value& b);

[[nodiscard]] fallible<value> unary(native_context& context, unary_operator op, const value& a);

}  // namespace bounce::script
