#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/base/result.hpp"
#include "bounce/minimio/raw_source.hpp"

namespace bounce::minimio::sys {

// After how long without traffic a connection is probed. `unsupported` where that is the same for all
// connections of a system (OpenBSD).
[[nodiscard]] result<void> set_keepalive_idle(raw_source source, seconds idle);

}  // namespace bounce::minimio::sys
