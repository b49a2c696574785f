#pragma once

#include "bounce/base/limits.hpp"
#include "bounce/base/result.hpp"
#include "bounce/data/json/value.hpp"

#include <cstddef>
#include <string_view>

namespace bounce::json {

/// What `parse` accepts.
struct parse_options {
    parse_options() noexcept = default;

    /// How deep arrays and objects may nest: 0 allows none, `[[1]]` needs 2. At most
    /// `limits::json_depth_max`.
    std::size_t max_depth = limits::json_depth;
    /// Bytes of the text.
    std::size_t max_bytes = limits::json_bytes;
};

/// Reads one JSON text (RFC 8259) with nothing but white space around it. It must be UTF-8 without
/// a byte order mark; unpaired surrogate escapes are refused. Of members with the same name the
/// last one counts. Integers beyond std::uint64_t are read as double; numbers beyond double are
/// refused.
///
/// Errors name the line and the column (both from 1, columns in bytes):
/// `malformed`, `end_of_input` when the text stops in the middle, `limit_exceeded` for a text that
/// is too long, nests too deep or holds a number too large, `invalid_argument` for an option out of
/// range.
///
///     auto doc = json::parse(R"({"port": 8080})");
///     auto port = doc.value().get<std::int64_t>("port");
[[nodiscard]] result<value> parse(std::string_view text, const parse_options& options = {});

}  // namespace bounce::json
