#include "minimio/sys/posix/fresh.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace bounce::minimio::sys {

namespace {

constexpr int fresh = SOCK_NONBLOCK | SOCK_CLOEXEC;

}  // namespace

const int send_without_signal = MSG_NOSIGNAL;

void keep_sigpipe_from(int) noexcept {}

int fresh_socket(int family, int type) noexcept { return ::socket(family, type | fresh, 0); }

int fresh_pair(int type, int (&ends)[2]) noexcept {
    return ::socketpair(AF_UNIX, type | fresh, 0, ends);
}

int fresh_pipe(int (&ends)[2]) noexcept { return ::pipe2(ends, O_NONBLOCK | O_CLOEXEC); }

int fresh_accept(int listener, sockaddr* from, socklen_t* size) noexcept {
    return ::accept4(listener, from, size, fresh);
}

}  // namespace bounce::minimio::sys
