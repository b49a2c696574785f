#pragma once

#include "script/values/channel.hpp"

#include "bounce/script/native.hpp"

#include <cstdint>
#include <vector>

namespace bounce::script {

/// An operation that a fiber waits for. Its number is its key in `isolate_state::operations`.
struct pending_operation {
    const native* what =
        nullptr;  ///< of the engine; an image names it, with arity, class and version
    fiber_id fiber = 0;
    std::uint32_t arm = 0;
    bool taken = false;  ///< the host has seen it
    std::vector<value> arguments;
};

}  // namespace bounce::script
