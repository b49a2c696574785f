#pragma once

#include "minimio/sys/kqueue/change.hpp"
#include "minimio/sys/posix/self_pipe.hpp"

#include "bounce/base/result.hpp"

namespace bounce::minimio::sys {

// What ends a wait on a queue from another thread. Two definitions, one of which CMake takes: with
// EVFILT_USER (user_wake.cpp), and with a pipe where a system is too old for that (pipe_wake.cpp).
class queue_wake {
public:
    [[nodiscard]] result<void> open(int queue);
    void signal() noexcept;
    // Whether the report is of a signal; if so it has been taken, and the next signal is a new one.
    [[nodiscard]] bool takes(const kevent_record& reported) noexcept;

private:
    int queue_ = -1;
    self_pipe pipe_;  // stays closed where EVFILT_USER does its work
};

}  // namespace bounce::minimio::sys
