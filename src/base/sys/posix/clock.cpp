#include "bounce/base/clock.hpp"

#include <ctime>

namespace bounce {

namespace {

nanoseconds read_clock(clockid_t which) noexcept {
    timespec t{};
    clock_gettime(which, &t);
    return seconds{t.tv_sec} + nanoseconds{t.tv_nsec};
}

}  // namespace

time_point steady_clock::now() noexcept { return time_point{read_clock(CLOCK_MONOTONIC)}; }

nanoseconds wall_clock_now() noexcept { return read_clock(CLOCK_REALTIME); }

}  // namespace bounce
