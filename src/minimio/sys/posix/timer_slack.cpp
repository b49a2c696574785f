#include "minimio/sys/timer_slack.hpp"

namespace bounce::minimio::sys {

void lower_timer_slack() noexcept {}

}  // namespace bounce::minimio::sys
