#include "minimio/sys/posix/descriptor.hpp"

#include "minimio/sys/posix/fresh.hpp"

#include "bounce/base/errc.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bounce::minimio {

void unique_source::reset() noexcept {
    // Not repeated after EINTR: the descriptor is gone, and its number may be another's already.
    if (raw_.valid()) ::close(release().fd);
}

namespace sys {

std::string describe(raw_source source) { return "descriptor " + std::to_string(source.fd); }

std::string describe(const socket_address& address, raw_source source) {
    return address.is_unnamed() ? describe(source) : address.to_string();
}

error failed(std::string_view operation, raw_source source) {
    if (would_block(errno)) return errc::would_block;
    return error::last_system_error().in(operation, describe(source));
}

error failed(std::string_view operation, const socket_address& address, raw_source source) {
    if (would_block(errno)) return errc::would_block;
    return error::last_system_error().in(operation, describe(address, source));
}

result<void> expect_waitable(raw_source source) {
    struct stat about{};
    if (::fstat(source.fd, &about) != 0) return error::last_system_error();
    if (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode)) return errc::unsupported;
    return {};
}

result<void> prepare(raw_source source) {
    const int flags = ::fcntl(source.fd, F_GETFL);
    if (flags < 0 || ::fcntl(source.fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
        ::fcntl(source.fd, F_SETFD, FD_CLOEXEC) < 0)
        return failed("take over", source);
    keep_sigpipe_from(source.fd);
    return {};
}

}  // namespace sys

}  // namespace bounce::minimio
