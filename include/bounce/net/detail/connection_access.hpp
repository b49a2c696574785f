#pragma once

#include "bounce/net/detail/tcp_connection.hpp"
#include "bounce/net/tcp_read_half.hpp"
#include "bounce/net/tcp_stream.hpp"

namespace bounce::net::detail {

/// What stands behind a stream, for modules that wait for it in ways of their own.
struct connection_access {
    [[nodiscard]] static tcp_connection& of(const tcp_stream& stream) noexcept {
        BOUNCE_ASSERT(stream.connection_ != nullptr, "this tcp_stream holds no connection");
        return *stream.connection_;
    }
    [[nodiscard]] static std::shared_ptr<tcp_connection> share(const tcp_stream& stream) noexcept {
        return stream.connection_;
    }
    [[nodiscard]] static std::shared_ptr<tcp_connection> share(const tcp_read_half& half) noexcept {
        return half.connection_;
    }
    [[nodiscard]] static tcp_stream make(std::shared_ptr<tcp_connection> connection) noexcept {
        return tcp_stream{std::move(connection)};
    }
};

}  // namespace bounce::net::detail
