#pragma once

#include "bounce/minimio/socket_address.hpp"
#include "bounce/net/connect_options.hpp"
#include "bounce/net/tcp_stream.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bounce::net {

/// Connects to an address. Completes when the connection stands.
///
/// Errors: "connect 127.0.0.1:1: Connection refused", and whatever else the system says; `closed` when
/// the runtime shuts down. Cancellation: at once; the attempt is given up. Resumes on the worker that
/// it began on, which the stream then belongs to.
///
///     auto s = co_await timeout(5s, net::connect(address));
[[nodiscard]] operation<tcp_stream> connect(minimio::socket_address to,
                                            connect_options options = connect_options());

/// Connects to the first of several addresses of one host that can be connected to: each is tried as
/// soon as the one before has failed or has taken `attempt_delay`, without giving the slow one up. The
/// first connection that stands is the outcome, the other attempts are given up.
///
/// Errors: that of the first attempt that failed; `invalid_argument` without an address.
[[nodiscard]] operation<tcp_stream> connect(std::vector<minimio::socket_address> to,
                                            connect_options options = connect_options());

/// Connects to a host by name (or by address: "127.0.0.1", "::1"). Its addresses are tried in the order
/// that `resolve` gives, with the families taking turns, as above.
///
/// Errors: those of `resolve`; if no address can be connected to, that of one: "connect
/// example.org:81: connect 10.0.0.7:81: Connection refused". Cancellation: at once.
[[nodiscard]] operation<tcp_stream> connect(std::string host, std::uint16_t port,
                                            connect_options options = connect_options());

}  // namespace bounce::net
