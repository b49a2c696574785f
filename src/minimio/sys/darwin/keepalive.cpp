#include "minimio/sys/posix/keepalive.hpp"

#include "minimio/sys/posix/socket_calls.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>

namespace bounce::minimio::sys {

result<void> set_keepalive_idle(raw_source source, seconds idle) {
    const int wait = static_cast<int>(idle.count());
    return set_option(source, IPPROTO_TCP, TCP_KEEPALIVE, wait, "TCP_KEEPALIVE");
}

}  // namespace bounce::minimio::sys
