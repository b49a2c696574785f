#pragma once

#include "bounce/base/error.hpp"
#include "bounce/durable/failure.hpp"

namespace bounce::durable {

/// How an operation that a store refuses (a signal to a run that has ended, a child whose id is taken)
/// fails for the program that asked for it: its kind is the name of the store's error.
[[nodiscard]] failure refusal(const error& why);

}  // namespace bounce::durable
