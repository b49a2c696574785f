#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/delivery.hpp"
#include "bounce/durable/run_info.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace bounce::durable {

/// A run that a worker may continue, and all that it needs for it.
struct claimed_run {
    run_info info;
    /// Goes into every commit. It grew when this worker took the run over, unless it is `held`.
    std::uint64_t epoch = 0;
    /// Commits of the run so far: the next slice is number `commits` + 1.
    std::uint64_t commits = 0;
    /// The worker held the run already: same epoch, and no state, since the worker has it in memory
    /// (`store::load_run` gives it). Only the inbox is news.
    bool held = false;
    /// Not set: the run has not begun, or is `held`.
    std::optional<bytes> state;
    /// Every entry that no commit has consumed, also those that an earlier claim has shown; ordered.
    std::vector<delivery> inbox;
    /// Claims since the last commit, this one included.
    std::uint32_t claims = 0;
    /// Crashes of the run while it was alone in a process, since it last committed progress.
    std::uint32_t crashes = 0;
    /// When the run was told to stop, as the commit that consumed the cancellation said.
    std::optional<nanoseconds> told_to_stop_at;
};

}  // namespace bounce::durable
