#pragma once

#include <cstdint>

namespace bounce {

/// What a runtime has done so far, summed over its workers. Read while it runs, the numbers are each
/// correct for some recent moment, not all for the same one.
struct runtime_metrics {
    std::uint64_t ticks = 0;
    std::uint64_t resumptions = 0;  ///< of tasks
    std::uint64_t tasks_spawned = 0;
    std::uint64_t steals = 0;  ///< times a worker took tasks from another
    std::uint64_t parks = 0;   ///< times a worker went to sleep in its poll
    std::uint64_t wakes = 0;   ///< times a sleeping worker was woken by another thread
    std::uint64_t jobs_submitted = 0;
    std::uint64_t unhandled_exceptions = 0;
};

}  // namespace bounce
