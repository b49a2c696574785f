#pragma once

#include "bounce/durable/process_identity.hpp"

namespace bounce::durable {

/// The identity of this process: what a worker registers with.
[[nodiscard]] process_identity this_process();

/// The process has ended for certain: the machine was started again, nobody has its id, or somebody else
/// has. False also when that cannot be known from here, because the process lives in another pid
/// namespace (a container): then only the end of its lease says so. For `store_environment::is_dead`.
[[nodiscard]] bool has_ended(const process_identity& process);

}  // namespace bounce::durable
