#include "fs/sys/file_calls.hpp"
#include "fs/sys/posix/calls.hpp"

#include <unistd.h>

#include <cerrno>

namespace bounce::fs::sys {

result<std::size_t> copy_range(handle from, handle to, std::size_t size_bytes) {
    const ssize_t copied = uninterrupted([&] {
        return ::copy_file_range(descriptor(from), nullptr, descriptor(to), nullptr, size_bytes, 0);
    });
    if (copied >= 0) return static_cast<std::size_t>(copied);
    switch (errno) {
        case EXDEV:
        case ENOSYS:
        case EOPNOTSUPP:
        case EINVAL:
        case EPERM: return errc::unsupported;  // other file systems, or one that cannot do it
        default: return error::last_system_error();
    }
}

}  // namespace bounce::fs::sys
