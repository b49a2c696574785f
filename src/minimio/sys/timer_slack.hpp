#pragma once

namespace bounce::minimio::sys {

// Makes the timeouts of the calling thread as exact as the system can, once for each thread. Where a
// system does not add slack to timeouts, nothing.
void lower_timer_slack() noexcept;

}  // namespace bounce::minimio::sys
