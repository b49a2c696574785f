#include "minimio/sys/posix/poll_within.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace bounce::minimio::sys {

int poll_within(std::span<pollfd> asked, std::optional<nanoseconds> timeout) noexcept {
    int timeout_ms = -1;
    if (timeout) {
        const auto rounded_up = std::chrono::ceil<milliseconds>(*timeout).count();
        timeout_ms = static_cast<int>(
            std::clamp<std::int64_t>(rounded_up, 0, std::numeric_limits<int>::max()));
    }
    return ::poll(asked.data(), static_cast<nfds_t>(asked.size()), timeout_ms);
}

}  // namespace bounce::minimio::sys
