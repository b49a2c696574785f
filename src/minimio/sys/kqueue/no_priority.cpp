#include "minimio/sys/kqueue/priority.hpp"

namespace bounce::minimio::sys {

std::optional<kevent_kind> priority_filter() noexcept { return std::nullopt; }

}  // namespace bounce::minimio::sys
