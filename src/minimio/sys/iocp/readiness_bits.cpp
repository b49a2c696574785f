#include "minimio/sys/iocp/readiness_bits.hpp"

namespace bounce::minimio::sys {

ULONG afd_bits_of(readiness directions) noexcept {
    // Asked for by whoever waits for either direction, as it ends both.
    ULONG bits = afd::abort | afd::connect_fail | afd::local_close;
    if (directions.contains(readiness::readable))
        bits |= afd::receive | afd::accept | afd::disconnect;
    if (directions.contains(readiness::writable)) bits |= afd::send;
    if (directions.contains(readiness::priority)) bits |= afd::receive_expedited;
    return bits;
}

readiness readiness_of(ULONG bits) noexcept {
    readiness ready;
    if ((bits & (afd::receive | afd::accept)) != 0) ready |= readiness::readable;
    if ((bits & afd::receive_expedited) != 0) ready |= readiness::priority;
    if ((bits & afd::send) != 0) ready |= readiness::writable;
    if ((bits & afd::disconnect) != 0) ready |= readiness::readable | readiness::read_closed;
    if ((bits & (afd::abort | afd::connect_fail)) != 0)
        ready |= readiness::readable | readiness::writable | readiness::read_closed |
                 readiness::write_closed | readiness::error;
    return ready;
}

}  // namespace bounce::minimio::sys
