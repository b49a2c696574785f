#include "minimio/sys/posix/sigpipe.hpp"

#include "minimio/sys/posix/descriptor.hpp"

#include <ctime>

namespace bounce::minimio::sys {

void discard_sigpipe(const ::sigset_t& only_sigpipe) noexcept {
    const std::timespec at_once{};
    uninterrupted([&] { return ::sigtimedwait(&only_sigpipe, nullptr, &at_once); });
}

}  // namespace bounce::minimio::sys
