#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/interrupted_attempt.hpp"

#include <cstddef>
#include <vector>

namespace bounce::durable {

/// What dead workers left behind.
struct recovery {
    nanoseconds now{};
    /// Runs that were taken from them and made ready.
    std::size_t runs = 0;
    /// Attempts of theirs that wait for a decision. They stay as they are, and are given to whoever
    /// asks, until `store::finish_steps` is told what follows.
    std::vector<interrupted_attempt> attempts;
};

}  // namespace bounce::durable
