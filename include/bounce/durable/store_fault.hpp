#pragma once

#include <cstdint>

namespace bounce::durable {

/// How a call of a failing store fails.
enum class store_fault : std::uint8_t {
    none,
    before,  ///< it is not made; the error is `errc::store_locked`
    after,   ///< it is made, and reported as `errc::outcome_unknown`
};

}  // namespace bounce::durable
