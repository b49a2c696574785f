#pragma once

#include "bounce/base/bytes.hpp"

#include <cstddef>
#include <cstdint>

namespace bounce::http {

/// What `parse` of a message parser came upon.
enum class parse_event : std::uint8_t {
    need_more,         ///< all input is consumed; nothing else happens before more arrives
    head,              ///< the head is complete: `parser.head()`
    body,              ///< a piece of the body: `parse_step::body`, never empty
    message_complete,  ///< the body (and `parser.trailers()`) is complete; what follows is another message
};

/// One step of a message parser.
struct parse_step {
    parse_event event = parse_event::need_more;
    /// How many bytes of the input this step took.
    std::size_t consumed = 0;
    /// For `body`: a view into the input that was given to `parse`.
    bytes_view body;
};

}  // namespace bounce::http
