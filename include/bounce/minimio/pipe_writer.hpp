#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/minimio/owned_source.hpp"
#include "bounce/minimio/raw_source.hpp"

#include <cstddef>

namespace bounce::minimio {

/// The end of a pipe that bytes go into.
class pipe_writer : public owned_source {
public:
    /// Holds no pipe.
    pipe_writer() noexcept = default;

    /// Takes over a descriptor and makes it non-blocking and closed on exec; see pipe_reader::from_raw.
    [[nodiscard]] static result<pipe_writer> from_raw(raw_source owned);

    /// Writes the first bytes of `from`, as many as there is room for. Errors: `would_block`; EPIPE
    /// when no reader is left, without the signal SIGPIPE (which is held back around the system call,
    /// as pipes have no flag for it).
    [[nodiscard]] result<std::size_t> write(bytes_view from);

private:
    friend struct pipe;
    using owned_source::owned_source;
};

}  // namespace bounce::minimio
