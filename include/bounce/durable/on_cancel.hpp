#pragma once

#include <cstdint>

namespace bounce::durable {

/// What becomes of a step's running attempt when the run leaves the step (by timeout, select or cancel).
/// However it is left, it is tried no more. The numbers are stored.
enum class on_cancel : std::uint8_t {
    request = 0,  ///< the attempt is asked to stop; its outcome goes to history only
    wait = 1,     ///< the attempt is asked to stop, and the run gets its outcome when it has ended
    abandon = 2,  ///< the attempt goes on; its outcome goes to history only
};

}  // namespace bounce::durable
