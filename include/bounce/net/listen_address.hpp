#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/socket_address.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace bounce::net {

/// Where a server is to listen, as a user writes it: "8080" (on 127.0.0.1), "127.0.0.1:8080",
/// "[::1]:8080", "localhost:8080", "unix:/run/x.sock".
///
///     auto where = net::listen_address::parse("8080");
///     auto address = co_await where->resolve();
class listen_address {
public:
    listen_address() = default;

    /// Errors: `malformed`, with the text.
    [[nodiscard]] static result<listen_address> parse(std::string_view text);

    /// The first address of the host; nothing is looked up for an address. Errors and cancellation: those
    /// of net::resolve.
    [[nodiscard]] operation<minimio::socket_address> resolve() const;

private:
    minimio::socket_address address_ = minimio::socket_address::loopback_ipv4(8080);
    std::string host_;  // to be looked up; empty if the address is known
};

}  // namespace bounce::net
