#pragma once

#include "bounce/base/result.hpp"
#include "bounce/minimio/owned_source.hpp"
#include "bounce/minimio/socket_address.hpp"

#include <cstddef>

namespace bounce::minimio {

/// What all sockets have in common. All are non-blocking and closed on exec from their creation, and none
/// ever raises SIGPIPE.
///
/// Errors of all socket operations name the operation and the address ("connect 127.0.0.1:80:
/// Connection refused"). The exception is `errc::would_block`: it carries nothing, and neither it nor
/// success allocates (unless the success is a value that owns memory, such as a Unix address).
/// Threads: one object is used by one thread at a time, except that a reader and a writer of one
/// stream, or a receiver and a sender, may work at once.
class socket : public owned_source {
public:
    [[nodiscard]] result<socket_address> local_address() const;

    /// The error that the socket has kept since it was last asked (SO_ERROR); success if it has none.
    result<void> take_error() const;

    /// Sizes of the system's buffers in bytes. The system rounds what it is given; Linux doubles it.
    result<void> set_receive_buffer_size(std::size_t bytes);
    result<void> set_send_buffer_size(std::size_t bytes);
    [[nodiscard]] result<std::size_t> receive_buffer_size() const;
    [[nodiscard]] result<std::size_t> send_buffer_size() const;

protected:
    using owned_source::owned_source;
    socket() noexcept = default;
    socket(socket&&) noexcept = default;
    socket& operator=(socket&&) noexcept = default;
    ~socket() = default;
};

}  // namespace bounce::minimio
