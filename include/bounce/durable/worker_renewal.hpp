#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/attempt_id.hpp"

#include <vector>

namespace bounce::durable {

struct worker_renewal {
    nanoseconds now{};
    /// Until then the worker's runs and attempts are its own.
    nanoseconds until{};
    /// Of the attempts that the worker named: those that are to stop, because the run left them.
    std::vector<attempt_id> unwanted;
};

}  // namespace bounce::durable
