#pragma once

#include <cstdint>

namespace bounce::script {

/// What a native function does to the world, and so what a durable program may do with its result.
/// The numbers are frozen: they are part of stored code.
enum class effect_class : std::uint8_t {
    pure = 0,    ///< computes its result at once; no effect
    read = 1,    ///< asynchronous; may be repeated, its result is recorded
    write = 2,   ///< asynchronous; performed at least once, with a key; its result is recorded
    local = 3,   ///< asynchronous; gives a live handle, such as a socket, that cannot be stored
    control = 4  ///< asynchronous; belongs to durable execution itself: step, child, callback …
};

}  // namespace bounce::script
