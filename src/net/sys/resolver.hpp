#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/socket_address.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bounce::net::sys {

/// Asks the system for the addresses of a name and waits for the answer. Any thread.
[[nodiscard]] result<std::vector<minimio::socket_address>> look_up(const std::string& host,
                                                                   std::uint16_t port);

/// What a value of the resolver's category means.
[[nodiscard]] std::string resolver_message(int value);

}  // namespace bounce::net::sys
