#pragma once

#include "bounce/minimio/socket_address.hpp"

#include <cstddef>

namespace bounce::minimio {

/// What `datagram_socket::receive_from` took from the socket.
struct received {
    std::size_t size = 0;    ///< bytes that were written to the buffer
    bool truncated = false;  ///< whether the datagram was longer; the rest of it is gone
    socket_address from;     ///< who sent it; unnamed for a Unix socket that was not bound
};

}  // namespace bounce::minimio
