#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/minimio/owned_source.hpp"
#include "bounce/minimio/raw_source.hpp"

#include <cstddef>

namespace bounce::minimio {

/// The end of a pipe that bytes come out of.
class pipe_reader : public owned_source {
public:
    /// Holds no pipe.
    pipe_reader() noexcept = default;

    /// Takes over a descriptor and makes it non-blocking and closed on exec. On failure it stays the
    /// caller's. Non-blocking is a property of the open file: others who share it (a terminal, a
    /// parent's pipe) see it too.
    [[nodiscard]] static result<pipe_reader> from_raw(raw_source owned);

    /// Reads up to `into.size()` bytes; 0 means that every writer has closed.
    /// Errors: `would_block`, the system's.
    [[nodiscard]] result<std::size_t> read(bytes_span into);

private:
    friend struct pipe;
    using owned_source::owned_source;
};

}  // namespace bounce::minimio
