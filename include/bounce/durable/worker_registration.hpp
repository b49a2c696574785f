#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/worker_number.hpp"

namespace bounce::durable {

struct worker_registration {
    worker_number worker{};
    nanoseconds now{};
    nanoseconds until{};
};

}  // namespace bounce::durable
