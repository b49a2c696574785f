#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bounce::host {

/// "2026-01-31T12:00:00.5Z": nanoseconds since 1970 in UTC, with as many digits of the second as there are.
[[nodiscard]] std::string format_rfc3339(std::int64_t since_1970_ns);

/// What RFC 3339 allows (date, T or a space, time, fraction, Z or an offset), in nanoseconds since 1970;
/// nothing if it is something else or lies outside the years 1678 to 2261.
[[nodiscard]] std::optional<std::int64_t> parse_rfc3339(std::string_view text);

}  // namespace bounce::host
