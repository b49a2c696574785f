#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/minimio/raw_source.hpp"
#include "bounce/minimio/unique_source.hpp"

#include <cstddef>
#include <utility>

namespace bounce::minimio {

/// The end of a pipe that bytes come out of.
class pipe_reader {
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

    [[nodiscard]] raw_source source() const noexcept { return source_.get(); }
    [[nodiscard]] raw_source release() noexcept { return source_.release(); }
    [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(source_); }
    void close() noexcept { source_.reset(); }

private:
    friend struct pipe;
    explicit pipe_reader(unique_source owned) noexcept : source_{std::move(owned)} {}

    unique_source source_;
};

}  // namespace bounce::minimio
