#pragma once

#include "bounce/durable/claimed_step.hpp"

#include <vector>

namespace bounce::durable {

struct step_claim_answer {
    nanoseconds now{};
    std::vector<claimed_step> steps;
};

}  // namespace bounce::durable
