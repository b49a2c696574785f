#include "minimio/sys/kqueue/wake.hpp"

namespace bounce::minimio::sys {

namespace {

constexpr kevent_kind user{EVFILT_USER, 0};
constexpr kevent_kind user_triggered{EVFILT_USER, NOTE_TRIGGER};

}  // namespace

result<void> queue_wake::open(int queue) {
    queue_ = queue;
    if (make_change(queue, change_of(0, user, EV_ADD | EV_CLEAR, 0))) return {};
    return error::last_system_error().in("register EVFILT_USER");
}

void queue_wake::signal() noexcept {
    static_cast<void>(make_change(queue_, change_of(0, user_triggered, 0, 0)));
}

// EV_CLEAR: the kernel took the signal when it reported it.
bool queue_wake::takes(const kevent_record& reported) noexcept {
    return reported.filter == user.filter;
}

}  // namespace bounce::minimio::sys
