#pragma once

#include "bounce/durable/command.hpp"
#include "bounce/durable/failure.hpp"
#include "bounce/durable/run_info.hpp"
#include "bounce/script/isolate.hpp"
#include "bounce/script/native_table.hpp"

#include <expected>

namespace bounce::durable {

/// Adds what exists in durable runs only: `step`, `child`, `send_signal`, and what `fail` needs.
void add_durable_calls(script::native_table& table);

/// What an operation of an isolate is in the words of the engine; or why a run cannot ask for it, which
/// is thrown where it was asked.
[[nodiscard]] std::expected<command, failure> command_for(const script::operation& wanted,
                                                          const run_info& run,
                                                          script::isolate& asker);

}  // namespace bounce::durable
