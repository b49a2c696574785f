#include "minimio/sys/posix/poll_bits.hpp"

#include <poll.h>

namespace bounce::minimio::sys {

namespace {

// "The peer will send no more" is Linux's addition to POSIX. Without it that is seen by reading.
#ifdef POLLRDHUP
constexpr std::uint32_t read_hangup = POLLRDHUP;
#else
constexpr std::uint32_t read_hangup = 0;
#endif

struct meaning {
    std::uint32_t bits;
    readiness means;
};

constexpr readiness both = readiness::readable | readiness::writable;

// A reader learns of a hang-up or an error by reading, a writer by writing: so both come with both.
constexpr meaning meanings[] = {
    {POLLIN, readiness::readable},
    {POLLOUT, readiness::writable},
    {POLLPRI, readiness::priority},
    {read_hangup, readiness::readable | readiness::read_closed},
    {POLLHUP, both | readiness::read_closed | readiness::write_closed},
    {POLLERR, both | readiness::error},
};

}  // namespace

std::uint32_t poll_bits_of(interest what) noexcept {
    std::uint32_t bits = 0;
    if (what.is_readable()) bits |= POLLIN | read_hangup;
    if (what.is_writable()) bits |= POLLOUT;
    if (what.is_priority()) bits |= POLLPRI;
    return bits;
}

readiness readiness_of(std::uint32_t poll_bits) noexcept {
    readiness ready;
    for (const meaning& m : meanings)
        if ((poll_bits & m.bits) != 0) ready |= m.means;
    return ready;
}

}  // namespace bounce::minimio::sys
