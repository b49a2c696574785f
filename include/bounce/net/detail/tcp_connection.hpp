#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/tcp_stream.hpp"
#include "bounce/runtime/io_handle.hpp"

#include <memory>

namespace bounce::net::detail {

/// A socket registered with the poll of a worker, and what its last calls found.
///
/// One task may read and one may write at a time, on any threads: the first flag belongs to the reader,
/// the second to the writer. A flag that is set means that the direction was exhausted by the last call:
/// nothing is tried again before the poll says so, which saves a system call for each wait.
struct tcp_connection {
    /// Registers with the worker of this thread.
    [[nodiscard]] static result<std::shared_ptr<tcp_connection>> make(minimio::tcp_stream socket);

    explicit tcp_connection(minimio::tcp_stream s) noexcept : socket{std::move(s)} {}

    minimio::tcp_stream socket;
    io_handle
        io;  // after the socket, so that the registration ends before the descriptor is closed
    bool read_exhausted = false;
    bool write_exhausted = false;
};

}  // namespace bounce::net::detail
