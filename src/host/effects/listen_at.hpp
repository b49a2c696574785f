#pragma once

#include "bounce/host/answer.hpp"
#include "bounce/minimio/socket_address.hpp"
#include "bounce/runtime/operation.hpp"
#include "bounce/runtime/task.hpp"
#include "bounce/script/value.hpp"

#include <memory>
#include <optional>
#include <string>

// What the servers of http and of net share: both have addresses and are accepted from.

namespace bounce::host {

/// "127.0.0.1:8080", "[::1]:0", "localhost:8080", or a port alone, on loopback.
[[nodiscard]] operation<minimio::socket_address> listen_at(std::string where);

/// The address, and the server itself, of a handle to an HTTP server; nothing for other handles.
[[nodiscard]] std::optional<std::string> address_of_server(const script::value& handle);
[[nodiscard]] std::shared_ptr<void> server_of(const script::value& handle);
/// The next request that nobody has accepted, as a map.
[[nodiscard]] task<answer> accept_request(std::shared_ptr<void> server);

}  // namespace bounce::host
