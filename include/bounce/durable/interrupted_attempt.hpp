#pragma once

#include "bounce/durable/claimed_step.hpp"

namespace bounce::durable {

/// An attempt that was cut off, for the engine to decide what follows.
struct interrupted_attempt {
    /// `counts` do not have this attempt in them yet.
    claimed_step step;
    /// The process it was made in.
    std::int64_t pid = 0;
};

}  // namespace bounce::durable
