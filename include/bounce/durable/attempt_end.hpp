#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/attempt_counts.hpp"
#include "bounce/durable/attempt_id.hpp"
#include "bounce/durable/outcome.hpp"

#include <optional>

namespace bounce::durable {

/// The end of an attempt, and what follows from it. The engine makes it (`durable::end_attempt`); a
/// store writes it down as it is.
struct attempt_end {
    attempt_id attempt;
    durable::outcome outcome;
    /// Set: the operation stays open and is due again at this time; `outcome` is kept to be looked at.
    /// Not set: `outcome` is how the operation ended.
    std::optional<nanoseconds> retry_at;
    /// With this attempt counted.
    attempt_counts counts;

    friend bool operator==(const attempt_end&, const attempt_end&) = default;
};

}  // namespace bounce::durable
