#pragma once

#include <cstdint>

namespace bounce::durable {

/// What became of the attempts at a step so far.
struct attempt_counts {
    /// Attempts that ended in a failure. Only these use up the policy's tries.
    std::uint32_t tries = 0;
    /// Attempts that were cut off: their process died or lost its lease.
    std::uint32_t interrupted = 0;
    /// Attempts that crashed while they were alone in a process.
    std::uint32_t crashes = 0;

    friend bool operator==(const attempt_counts&, const attempt_counts&) = default;
};

}  // namespace bounce::durable
