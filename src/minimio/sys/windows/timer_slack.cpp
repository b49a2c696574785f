#include "minimio/sys/timer_slack.hpp"

namespace bounce::minimio::sys {

// The wait of the completion port makes its own timeouts exact (sys/iocp).
void lower_timer_slack() noexcept {}

}  // namespace bounce::minimio::sys
