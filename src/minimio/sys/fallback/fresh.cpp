#include "minimio/sys/posix/fresh.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace bounce::minimio::sys {

namespace {

bool is_made_fresh(int fd) noexcept {
    const int flags = ::fcntl(fd, F_GETFL);
    return flags >= 0 && ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
           ::fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

// errno tells why a descriptor could not be made fresh, not how it was closed.
int close_and_fail(int fd) noexcept {
    const int why = errno;
    ::close(fd);
    errno = why;
    return -1;
}

int finish_socket(int fd) noexcept {
    if (fd < 0) return fd;
    if (!is_made_fresh(fd)) return close_and_fail(fd);
    keep_sigpipe_from(fd);
    return fd;
}

int finish_pair(int (&ends)[2]) noexcept {
    if (is_made_fresh(ends[0]) && is_made_fresh(ends[1])) return 0;
    static_cast<void>(close_and_fail(ends[0]));
    return close_and_fail(ends[1]);
}

}  // namespace

const int send_without_signal = 0;

// A failure means that it is not a socket, and then nothing is sent on it.
void keep_sigpipe_from(int socket) noexcept {
    const int on = 1;
    static_cast<void>(::setsockopt(socket, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on));
}

int fresh_socket(int family, int type) noexcept { return finish_socket(::socket(family, type, 0)); }

int fresh_pair(int type, int (&ends)[2]) noexcept {
    if (::socketpair(AF_UNIX, type, 0, ends) != 0) return -1;
    if (finish_pair(ends) != 0) return -1;
    keep_sigpipe_from(ends[0]);
    keep_sigpipe_from(ends[1]);
    return 0;
}

int fresh_pipe(int (&ends)[2]) noexcept { return ::pipe(ends) == 0 ? finish_pair(ends) : -1; }

int fresh_accept(int listener, sockaddr* from, socklen_t* size) noexcept {
    return finish_socket(::accept(listener, from, size));
}

}  // namespace bounce::minimio::sys
