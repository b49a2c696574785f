#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/net/detail/tcp_connection.hpp"
#include "bounce/runtime/io_handle.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstddef>
#include <optional>
#include <span>

// One attempt each at the calls of a connection, as leaf operations: they can stand in a `select`
// beside a timer, and being asked to stop ends them at once. An attempt that waited may still come to
// nothing (`errc::would_block`, when the poll spoke too soon); whoever needs an outcome tries again.
namespace bounce::net::detail {

/// Waits for something to read, without reading it: what a connection does that has no buffer yet.
class readable_attempt final : public basic_operation<readable_attempt, void> {
public:
    static constexpr const char* waits_for = "bytes from a TCP connection";
    static constexpr bool pinned = false;

    explicit readable_attempt(tcp_connection& c) noexcept
        : connection_{&c}, ready_{c.io.ready(minimio::interest::readable)} {}

    [[nodiscard]] bool try_now() const noexcept { return ready_.try_now(); }
    void submit(bounce::detail::waiter& w) noexcept { ready_.submit(w); }
    void retract(bounce::detail::waiter& w) noexcept { ready_.retract(w); }
    [[nodiscard]] result<void> take() noexcept;

private:
    tcp_connection* connection_;
    io_handle::ready_operation ready_;
};

/// Reads what is there, 0 bytes at the end of the stream.
class read_attempt final : public basic_operation<read_attempt, std::size_t> {
public:
    static constexpr const char* waits_for = "bytes from a TCP connection";
    static constexpr bool pinned = false;

    read_attempt(tcp_connection& c, bytes_span into) noexcept
        : connection_{&c}, into_{into}, ready_{c.io.ready(minimio::interest::readable)} {}

    [[nodiscard]] bool try_now();
    void submit(bounce::detail::waiter& w) noexcept { ready_.submit(w); }
    void retract(bounce::detail::waiter& w) noexcept { ready_.retract(w); }
    [[nodiscard]] result<std::size_t> take();

private:
    [[nodiscard]] result<std::size_t> read();

    tcp_connection* connection_;
    bytes_span into_;
    io_handle::ready_operation ready_;
    std::optional<result<std::size_t>> outcome_;
};

/// Writes the first bytes of some buffers.
class write_attempt final : public basic_operation<write_attempt, std::size_t> {
public:
    static constexpr const char* waits_for = "room to write to a TCP connection";
    static constexpr bool pinned = false;

    write_attempt(tcp_connection& c, std::span<const bytes_view> from) noexcept
        : connection_{&c}, from_{from}, ready_{c.io.ready(minimio::interest::writable)} {}

    [[nodiscard]] bool try_now();
    void submit(bounce::detail::waiter& w) noexcept { ready_.submit(w); }
    void retract(bounce::detail::waiter& w) noexcept { ready_.retract(w); }
    [[nodiscard]] result<std::size_t> take();

private:
    [[nodiscard]] result<std::size_t> write();

    tcp_connection* connection_;
    std::span<const bytes_view> from_;
    io_handle::ready_operation ready_;
    std::optional<result<std::size_t>> outcome_;
};

/// Takes the bytes that were written off the front of the buffers.
void drop_front(std::span<bytes_view>& pieces, std::size_t written) noexcept;

/// Writes all of the pieces; they are used up on the way. Ends with the first error.
[[nodiscard]] operation<void> write_pieces(tcp_connection& c, std::span<bytes_view> pieces);

}  // namespace bounce::net::detail
