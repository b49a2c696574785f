#pragma once

namespace bounce::durable::sys {

/// Ends the process at this instruction, without a chance to clean up: SIGKILL.
[[noreturn]] void kill_this_process() noexcept;

}  // namespace bounce::durable::sys
