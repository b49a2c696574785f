#include "minimio/sys/kqueue/priority.hpp"

namespace bounce::minimio::sys {

std::optional<kevent_kind> priority_filter() noexcept {
    return kevent_kind{EVFILT_EXCEPT, NOTE_OOB};
}

}  // namespace bounce::minimio::sys
