#pragma once

#include <cstdint>

namespace bounce::minimio {

/// Which half of a connection `stream_socket::shutdown` ends.
enum class shutdown_side : std::uint8_t {
    read,   ///< reads give the end of the stream from now on
    write,  ///< the peer reads the end of the stream after what was written
    both,
};

}  // namespace bounce::minimio
