#pragma once

#include "bounce/minimio/socket_address.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstdint>
#include <string>
#include <system_error>
#include <vector>

namespace bounce::net {

/// The addresses of a host, at least one, with this port, in the order in which the system would try
/// them. An address ("::1") is its own outcome; a name is looked up on a thread of the pool, by the
/// system (hosts file, DNS, …), as a job of the kind "resolve name". "localhost" is this machine even if
/// the system does not know it.
///
/// Errors: "resolve name nowhere.invalid: Name or service not known", of `resolver_category`, or the
/// system's; `invalid_argument` for a name that is empty or holds a zero byte. Cancellation: at once;
/// the system's look-up cannot be interrupted, it ends unnoticed on its thread.
[[nodiscard]] operation<std::vector<minimio::socket_address>> resolve(std::string host,
                                                                      std::uint16_t port);

/// The category of the system resolver's errors; their values are getaddrinfo's.
[[nodiscard]] const std::error_category& resolver_category() noexcept;

}  // namespace bounce::net
