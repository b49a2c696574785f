#pragma once

#include <cstddef>

namespace bounce {

/// What a loop still has to wait for or to do. What was `unref`ed does not count.
struct pending_counts {
    std::size_t timers = 0;    ///< armed timers, of callbacks and of sleeping tasks
    std::size_t io = 0;        ///< waits for the readiness of a source
    std::size_t jobs = 0;      ///< jobs given to the pool and not yet reported back
    std::size_t ready = 0;     ///< tasks and callbacks that could run now
    std::size_t external = 0;  ///< tasks for which somebody holds a waker, and keep_alives

    [[nodiscard]] bool none() const noexcept {
        return timers == 0 && io == 0 && jobs == 0 && ready == 0 && external == 0;
    }
};

}  // namespace bounce
