#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/minimio/socket_address.hpp"
#include "bounce/runtime/operation.hpp"

#include <memory>
#include <span>

namespace bounce::net {

namespace detail {
struct tcp_connection;
}

/// The writing direction of a connection; see `tcp_stream::split`. Its operations are those of
/// `tcp_stream`.
class tcp_write_half {
public:
    [[nodiscard]] operation<void> write_all(bytes_view from);
    [[nodiscard]] operation<void> write_all(std::span<bytes_view> pieces);
    result<void> shutdown_write();
    [[nodiscard]] const minimio::socket_address& peer_address() const noexcept;

private:
    friend class tcp_stream;
    explicit tcp_write_half(std::shared_ptr<detail::tcp_connection> connection) noexcept
        : connection_{std::move(connection)} {}

    std::shared_ptr<detail::tcp_connection> connection_;
};

}  // namespace bounce::net
