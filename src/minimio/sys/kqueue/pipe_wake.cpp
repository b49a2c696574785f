#include "minimio/sys/kqueue/wake.hpp"

#include <utility>

namespace bounce::minimio::sys {

result<void> queue_wake::open(int queue) {
    queue_ = queue;
    if (result<void> opened = pipe_.open(); !opened) return opened;
    const kevent_record change =
        change_of(pipe_.descriptor(), kevent_kind{EVFILT_READ, 0}, EV_ADD | EV_CLEAR, 0);
    if (make_change(queue, change)) return {};
    return error::last_system_error().in("register the pipe of the wakers");
}

void queue_wake::signal() noexcept { pipe_.signal(); }

bool queue_wake::takes(const kevent_record& reported) noexcept {
    if (reported.ident != static_cast<kevent_ident>(pipe_.descriptor())) return false;
    pipe_.clear();
    return true;
}

}  // namespace bounce::minimio::sys
