#pragma once

#include "bounce/durable/claimed_run.hpp"

#include <vector>

namespace bounce::durable {

struct run_claim_answer {
    /// The store's time, of which every deadline of a run is made.
    nanoseconds now{};
    std::vector<claimed_run> runs;
};

}  // namespace bounce::durable
