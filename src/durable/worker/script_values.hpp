#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/durable/failure.hpp"
#include "bounce/durable/outcome.hpp"
#include "bounce/script/isolate.hpp"

#include <string>

// Values of scripts in the words of the engine.

namespace bounce::durable {

/// The failure that the end of an isolate is, seen from the engine: `kind` for policies and programs, the
/// thrown value itself, the call chain.
[[nodiscard]] failure failure_of(const script::script_error& why);

/// What a fiber that waits for an operation gets to catch.
[[nodiscard]] script::value thrown_of(const failure& why, script::isolate& to);

/// Hands the end of an operation to the isolate.
void deliver(script::isolate& to, std::uint64_t operation, const outcome& how);

/// How an isolate ended: its result, or why it has none. A result that cannot be stored is a failure.
[[nodiscard]] outcome outcome_of(const script::run_result& end);

}  // namespace bounce::durable
