#include "minimio/sys/posix/poll_within.hpp"

#include "minimio/sys/posix/timespec.hpp"

namespace bounce::minimio::sys {

int poll_within(std::span<pollfd> asked, std::optional<nanoseconds> timeout) noexcept {
    const std::timespec spec = timespec_of(timeout.value_or(nanoseconds::zero()));
    return ::ppoll(asked.data(), static_cast<nfds_t>(asked.size()), timeout ? &spec : nullptr,
                   nullptr);
}

}  // namespace bounce::minimio::sys
