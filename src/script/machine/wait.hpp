#pragma once

#include "script/code/opcodes.hpp"

#include "bounce/script/value.hpp"

#include <cstdint>

namespace bounce::script {

/// One thing a suspended fiber waits for. A plain suspension has one; a `select` has one for each arm.
/// Whoever lets the fiber go on removes all of them from where they are registered: the queues of the
/// channel or task, `isolate_state::timers`, the mailbox, `isolate_state::operations`.
struct wait {
    select_arm kind = select_arm::receive;
    std::uint32_t arm = 0;       ///< number of the arm; 0 outside a select
    value object{};              ///< channel, semaphore, task, or the name of a mailbox
    value item{};                ///< of a sender, until it is in the channel's queue
    std::uint64_t number = 0;    ///< of the operation
    std::int64_t due_ns = 0;     ///< of a timer, since 1970
    std::uint64_t sequence = 0;  ///< of a timer: those due at one time fire in this order
};

}  // namespace bounce::script
