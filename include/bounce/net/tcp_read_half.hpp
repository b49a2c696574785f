#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/minimio/socket_address.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstddef>
#include <memory>

namespace bounce::net {

namespace detail {
struct tcp_connection;
struct connection_access;
}  // namespace detail

/// The reading direction of a connection; see `tcp_stream::split`. Its operations are those of
/// `tcp_stream`.
class tcp_read_half {
public:
    [[nodiscard]] operation<std::size_t> read(bytes_span into);
    [[nodiscard]] operation<void> read_exactly(bytes_span into);
    [[nodiscard]] const minimio::socket_address& peer_address() const noexcept;

private:
    friend class tcp_stream;
    friend struct detail::connection_access;
    explicit tcp_read_half(std::shared_ptr<detail::tcp_connection> connection) noexcept
        : connection_{std::move(connection)} {}

    std::shared_ptr<detail::tcp_connection> connection_;
};

}  // namespace bounce::net
