#pragma once

#include "bounce/minimio/socket_address.hpp"

#include <string_view>

namespace bounce::minimio::sys {

// Whether this system can give a Unix socket this name. Linux takes all that a socket_address can be
// (linux/); elsewhere there are no abstract names, and paths may be a few bytes shorter (posix/).
[[nodiscard]] bool is_nameable(const socket_address& address) noexcept;

// The name in the bytes that a system wrote behind the family; unnamed if there is none.
[[nodiscard]] socket_address local_name_in(std::string_view written);

}  // namespace bounce::minimio::sys
