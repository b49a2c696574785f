#include "minimio/sys/timer_slack.hpp"

#include <sys/prctl.h>

namespace bounce::minimio::sys {

void lower_timer_slack() noexcept {
    thread_local bool lowered = false;
    if (lowered) return;
    lowered = true;
    // Linux may end a wait this much later than asked, to wake a processor less often: 50 µs unless
    // changed. 1 ns is the least; a failure leaves timeouts late, never wrong.
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
}

}  // namespace bounce::minimio::sys
