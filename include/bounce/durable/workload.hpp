#pragma once

#include "bounce/base/clock.hpp"

#include <cstddef>
#include <optional>

namespace bounce::durable {

/// What there is to do, as one worker sees it.
struct workload {
    nanoseconds now{};
    /// Runs that are ready or whose timer is due, held by nobody else.
    std::size_t ready = 0;
    /// Runs that other living workers hold.
    std::size_t held_elsewhere = 0;
    /// Steps that wait for a worker, or for the time of their next try.
    std::size_t open_steps = 0;
    /// Attempts under way, anywhere; those of dead workers too.
    std::size_t running_steps = 0;

    /// Nothing but timers, signals and delayed starts can make anything happen.
    [[nodiscard]] bool idle() const noexcept {
        return ready == 0 && held_elsewhere == 0 && open_steps == 0 && running_steps == 0;
    }
};

}  // namespace bounce::durable
