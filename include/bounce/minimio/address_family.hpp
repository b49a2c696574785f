#pragma once

#include <cstdint>

namespace bounce::minimio {

enum class address_family : std::uint8_t {
    ipv4,
    ipv6,
    local,  ///< a Unix socket: named by a path, by an abstract name, or unnamed
};

}  // namespace bounce::minimio
