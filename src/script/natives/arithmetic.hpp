#pragma once

#include "script/natives/operators.hpp"

#include "bounce/script/failure.hpp"
#include "bounce/script/value.hpp"

#include <cstdint>
#include <optional>

namespace bounce::script {

/// The operators of numbers, durations and timestamps. Nothing if the operator does not exist for these
/// kinds.
[[nodiscard]] std::optional<fallible<value>> arithmetic(binary_operator op, const value& a,
                                                        const value& b);

[[nodiscard]] fallible<value> integer_arithmetic(binary_operator op, std::int64_t a,
                                                 std::int64_t b);

/// Seconds as a number, in nanoseconds; nothing if they do not fit.
[[nodiscard]] std::optional<std::int64_t> nanoseconds_of(double seconds) noexcept;

}  // namespace bounce::script
