#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/attempt_end.hpp"
#include "bounce/durable/claimed_step.hpp"

#include <cstdint>

namespace bounce::durable {

// What follows from the end of an attempt. Tries and interruptions are counted apart: a try is an attempt
// that ended, and only tries use up the policy's patience; an interruption says nothing about the step,
// only about the process it was in, until it happens so often that the step itself is suspected. Then
// the step is performed alone in a process, and only crashes there count against it.

/// Interruptions after which a step, and claims without a commit after which a run, is executed alone.
inline constexpr std::uint32_t interruptions_until_alone = 3;
/// Crashes alone that make a dead letter.
inline constexpr std::uint32_t crashes_until_dead = 3;

/// The attempt came to an end of its own: with a value, or with a failure (running out of the policy's
/// timeout is one, of kind "timed_out"). `random` is 64 random bits, for the jitter.
[[nodiscard]] attempt_end end_attempt(const claimed_step& step, outcome how, nanoseconds now,
                                      std::uint64_t random);

/// The attempt was cut off: its process died, or lost its lease. It did not execute alone.
[[nodiscard]] attempt_end interrupt_attempt(const claimed_step& step, nanoseconds now);

/// The attempt executed alone in a process, and the process crashed.
[[nodiscard]] attempt_end crash_attempt(const claimed_step& step, nanoseconds now);

/// The next attempt at such a step must execute alone in a process.
[[nodiscard]] bool must_be_alone(const attempt_counts& counts) noexcept;

/// What is waited at most before the try after the `tries`-th.
[[nodiscard]] nanoseconds longest_backoff(const step_policy& policy, std::uint32_t tries) noexcept;

}  // namespace bounce::durable
