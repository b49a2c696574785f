#pragma once

#include "bounce/fs/metadata.hpp"
#include "bounce/http/headers.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace bounce::http::detail {

/// What a client may compare its copy of a file with.
struct validators {
    std::string etag;  // with its quotes
    std::chrono::sys_seconds modified;

    /// The tag is made of the time of the last change, to the nanosecond, and of the size.
    explicit validators(const fs::metadata& info);
};

enum class verdict { proceed, not_modified, failed };

/// What the conditions of a GET or HEAD request say (RFC 9110, 13.2.2).
[[nodiscard]] verdict check_preconditions(const headers& request, const validators& current);

/// Is the Range field to be heeded, as far as If-Range says?
[[nodiscard]] bool range_applies(const headers& request, const validators& current);

/// A date as HTTP has it: "Sun, 06 Nov 1994 08:49:37 GMT". The two forms that were obsolete in 1999 are
/// none.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

}  // namespace bounce::http::detail
