#pragma once

#include <cstdint>

namespace bounce::durable {

/// What a store did with the end of an attempt.
enum class attempt_verdict : std::uint8_t {
    accepted,  ///< written down; so is one that is handed in again
    left,      ///< the run had left the operation: the outcome went to history only
    stale,     ///< the token is not current: nothing was written down
};

}  // namespace bounce::durable
