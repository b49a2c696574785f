#pragma once

#include "bounce/durable/run_uuid.hpp"

#include <cstdint>
#include <string>

namespace bounce::durable {

/// The number of an operation within its run: a counter that is part of the program's state, so the
/// same request has the same number however often it is made. It starts at 1 and is never reused.
enum class operation_number : std::uint64_t {};

/// The key under which the outside world is asked to let an operation take hold once: "uuid/number".
[[nodiscard]] std::string idempotency_key(const run_uuid& run, operation_number number);

/// The key of the k-th write (from 1) that the step makes: the step's key, "/" and k.
[[nodiscard]] std::string write_key(std::string_view step_key, std::uint32_t k);

}  // namespace bounce::durable
