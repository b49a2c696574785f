#pragma once

#include <sys/socket.h>

namespace bounce::minimio::sys {

// Makes descriptors that are non-blocking and closed on exec from the start, as the system calls do that
// POSIX has had since 2024 (posix/fresh.cpp). A system without them (macOS) is given the properties a
// call later (fallback/fresh.cpp): there a program that another thread starts in between inherits the
// descriptor. Each gives -1 with errno as the system call does.
[[nodiscard]] int fresh_socket(int family, int type) noexcept;
[[nodiscard]] int fresh_pair(int type, int (&ends)[2]) noexcept;
[[nodiscard]] int fresh_pipe(int (&ends)[2]) noexcept;
[[nodiscard]] int fresh_accept(int listener, sockaddr* from, socklen_t* size) noexcept;

// What keeps SIGPIPE from whoever sends on a broken connection: a flag of each send, or a property of
// the socket, which fresh sockets have and which this gives to one from elsewhere.
extern const int send_without_signal;
void keep_sigpipe_from(int socket) noexcept;

}  // namespace bounce::minimio::sys
