#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/on_cancel.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bounce::durable {

/// How hard a step is tried. The defaults are those of the documentation.
struct step_policy {
    step_policy() = default;

    /// Attempts that may end in a failure; interrupted ones do not count. At least 1.
    std::uint32_t tries = 10;
    /// The wait after the first failed try; it doubles with each further one, up to `max_backoff`. What
    /// is really waited is drawn evenly from zero to that (full jitter).
    nanoseconds backoff = seconds{1};
    nanoseconds max_backoff = seconds{60};
    /// How long one attempt may take; 0: as long as it wants. Running out of it is a try.
    nanoseconds timeout{};
    /// An attempt that was cut off is not repeated: the step fails with kind "interrupted".
    bool at_most_once = false;
    /// Kinds of failure that no further try would mend.
    std::vector<std::string> no_retry;
    on_cancel when_left = on_cancel::request;

    friend bool operator==(const step_policy&, const step_policy&) = default;
};

}  // namespace bounce::durable
