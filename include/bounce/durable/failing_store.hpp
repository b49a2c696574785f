#pragma once

#include "bounce/durable/fault_plan.hpp"
#include "bounce/durable/store.hpp"

#include <memory>

namespace bounce::durable {

/// A store in front of another that makes its calls fail as the plan says; see `fault_plan`. `info` and
/// `watch` never fail and are not counted.
[[nodiscard]] std::unique_ptr<store> make_failing_store(std::shared_ptr<store> behind,
                                                        std::shared_ptr<fault_plan> plan);

}  // namespace bounce::durable
