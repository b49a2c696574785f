#include "minimio/sys/posix/sigpipe.hpp"

namespace bounce::minimio::sys {

// Without sigtimedwait (macOS, OpenBSD): sigwait does not block for a signal that is pending, and the
// one that a write raises is this thread's alone, so no other thread can take it in between.
void discard_sigpipe(const ::sigset_t& only_sigpipe) noexcept {
    ::sigset_t pending;
    if (::sigpending(&pending) != 0 || sigismember(&pending, SIGPIPE) != 1) return;
    int taken = 0;
    static_cast<void>(::sigwait(&only_sigpipe, &taken));
}

}  // namespace bounce::minimio::sys
