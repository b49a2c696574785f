#pragma once

#include "durable/worker/script_code.hpp"

#include "bounce/durable/claimed_step.hpp"
#include "bounce/durable/outcome.hpp"
#include "bounce/runtime/task.hpp"

#include <memory>

namespace bounce::durable {

/// Makes one attempt at a step, from its record alone: loads the code it belongs to, runs the function in
/// an isolate of its own (or performs the one effect), and gives how it ended. Its requests carry the key
/// of the step. Running out of the policy's timeout is a failure of kind "timed_out"; being asked to stop,
/// one of kind "cancelled".
[[nodiscard]] task<outcome> perform_step(script_code& code, claimed_step step);

/// How an attempt ends that was asked to stop.
[[nodiscard]] outcome stopped_attempt();

}  // namespace bounce::durable
