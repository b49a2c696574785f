// Loopback sockets for the raw loops and the load generator: plain system calls, nothing between.
#pragma once

#include "bench.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bench {

inline sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

struct listener {
    int descriptor;
    std::uint16_t port;
};

// A non-blocking listener on a free port of 127.0.0.1.
inline listener listen_on_loopback() {
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (descriptor < 0 || bind(descriptor, generic, size) != 0 || listen(descriptor, 1024) != 0 ||
        getsockname(descriptor, generic, &size) != 0) {
        fail_errno("listen on 127.0.0.1");
    }
    return {descriptor, ntohs(address.sin_port)};
}

inline void set_nodelay(int descriptor) {
    const int on = 1;
    if (setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) {
        fail_errno("set TCP_NODELAY");
    }
}

// A connected socket, non-blocking from then on.
inline int connect_to_loopback(std::uint16_t port) {
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    if (descriptor < 0 || connect(descriptor, generic, sizeof address) != 0) {
        fail_errno("connect to 127.0.0.1");
    }
    set_nodelay(descriptor);
    if (fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0) {
        fail_errno("make a socket non-blocking");
    }
    return descriptor;
}

// Accepts one connection; -1 when none is waiting.
inline int accept_one(int listening) {
    const int descriptor = accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) {
        require(errno == EAGAIN, "accept");
        return -1;
    }
    set_nodelay(descriptor);
    return descriptor;
}

// Level-triggered readability, identified by the descriptor itself.
class epoll_set {
public:
    epoll_set() : descriptor_(epoll_create1(EPOLL_CLOEXEC)) {
        require(descriptor_ >= 0, "epoll_create1");
    }
    epoll_set(const epoll_set&) = delete;
    epoll_set& operator=(const epoll_set&) = delete;
    ~epoll_set() { close(descriptor_); }

    void add(int descriptor) const {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = descriptor;
        if (epoll_ctl(descriptor_, EPOLL_CTL_ADD, descriptor, &event) != 0) {
            fail_errno("epoll_ctl");
        }
    }

    // Waits for ever and calls on_ready(descriptor) for each one that is readable.
    template <class Callable>
    void wait(Callable on_ready) const {
        epoll_event events[256];
        const int count = epoll_wait(descriptor_, events, 256, -1);
        require(count >= 0 || errno == EINTR, "epoll_wait");
        for (int i = 0; i < count; ++i) {
            on_ready(events[i].data.fd);
        }
    }

private:
    int descriptor_;
};

}  // namespace bench
