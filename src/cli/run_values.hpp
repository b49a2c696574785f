#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/clock.hpp"
#include "bounce/base/result.hpp"
#include "bounce/durable/run_record.hpp"

#include <optional>
#include <string>
#include <string_view>

// Runs and their values in the words of a user.

namespace bounce::cli {

/// JSON as a value of a run. The error says where it stops being JSON.
[[nodiscard]] result<bytes> encode_json(std::string_view text);
/// A value of a run as JSON: null for none.
[[nodiscard]] result<std::string> decode_to_json(bytes_view encoded);

/// "250ms", "2s", "5m", "2h", "7d".
[[nodiscard]] result<nanoseconds> parse_duration(std::string_view text);
/// "2026-01-31T12:00:00Z", as RFC 3339 writes it.
[[nodiscard]] result<nanoseconds> parse_time(std::string_view text);
/// The same, with milliseconds.
[[nodiscard]] std::string format_time(nanoseconds since_1970);

/// A string as JSON, in quotes.
[[nodiscard]] std::string json_text(std::string_view text);

}  // namespace bounce::cli
