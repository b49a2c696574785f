#pragma once

#include <cstdint>

namespace bounce::durable {

/// What becomes of a child when its parent leaves it or ends. The numbers are stored.
enum class close_policy : std::uint8_t {
    cancel = 0,     ///< it is cancelled, and may clean up
    terminate = 1,  ///< it is killed
    abandon = 2,    ///< it goes on
};

}  // namespace bounce::durable
