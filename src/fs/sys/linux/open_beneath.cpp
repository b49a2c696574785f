#include "fs/sys/directory_calls.hpp"
#include "fs/sys/posix/calls.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace bounce::fs::sys {

result<unique_handle> open_beneath(handle root, const std::string& name) {
    if (result<void> right = check(name); !right) return std::move(right).error();
    ::open_how how{};
    how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    // EAGAIN: something was renamed on the way, so that the kernel could not be sure.
    int attempts = 0;
    long fd = 0;
    do fd = ::syscall(SYS_openat2, descriptor(root), name.c_str(), &how, sizeof how);
    while (fd < 0 && (errno == EINTR || (errno == EAGAIN && ++attempts < 64)));
    if (fd >= 0) return unique_handle{handle{fd}};
    // Before Linux 5.6 there is no such call; some sandboxes forbid what they do not know.
    if (errno == ENOSYS || errno == EPERM) return walk_beneath(root, name);
    return error::last_system_error();
}

}  // namespace bounce::fs::sys
