#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/attempt_counts.hpp"
#include "bounce/durable/attempt_id.hpp"
#include "bounce/durable/command.hpp"
#include "bounce/durable/run_info.hpp"

namespace bounce::durable {

/// An attempt that a worker has to make, and all that it needs for it.
struct claimed_step {
    attempt_id attempt;
    run_info run;
    command::step step;
    /// Before this attempt.
    attempt_counts counts;
    nanoseconds requested_at{};
};

}  // namespace bounce::durable
