#pragma once

#include "minimio/sys/kqueue/change.hpp"

#include <optional>

namespace bounce::minimio::sys {

// The filter that reports out-of-band data, if this system has one. Two definitions, one of which CMake
// takes: except_priority.cpp (macOS, OpenBSD) and no_priority.cpp (FreeBSD, NetBSD, older systems).
[[nodiscard]] std::optional<kevent_kind> priority_filter() noexcept;

}  // namespace bounce::minimio::sys
