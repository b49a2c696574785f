#pragma once

#include "bounce/base/limits.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>

namespace bounce::http {

/// What a message parser accepts. The defaults come from `bounce::limits`.
struct parse_options {
    parse_options() noexcept = default;

    /// Bytes of the start line with all header fields, and again of the trailer fields.
    std::size_t max_header_bytes = limits::http_header_bytes;
    /// Header fields of a message, and again trailer fields.
    std::size_t max_header_fields = limits::http_header_fields;
    /// Bytes of a body without its chunk framing. A body that is streamed needs no limit, so there is
    /// none unless it is set.
    std::uint64_t max_body_bytes = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace bounce::http
