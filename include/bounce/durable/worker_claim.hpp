#pragma once

#include "bounce/durable/code_hash.hpp"
#include "bounce/durable/worker_number.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bounce::durable {

/// A worker's wish for work: for runs or for steps.
struct worker_claim {
    worker_number worker{};
    /// One more for each claim of its sort (runs, steps) that was answered. A claim repeated with the
    /// ticket of the last one gives again what that one gave, so nothing is lost with an answer; one that
    /// gave nothing is asked anew.
    std::uint64_t ticket = 0;
    std::size_t limit = 64;
    /// Code that this worker cannot run: formats it does not read, natives it lacks. Sorted.
    std::vector<code_hash> unsupported;
};

}  // namespace bounce::durable
