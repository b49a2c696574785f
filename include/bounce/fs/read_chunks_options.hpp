#pragma once

#include "bounce/base/limits.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>

namespace bounce::fs {

/// See read_chunks.
struct read_chunks_options {
    /// Bytes of a chunk, at least 1. Every chunk but the last has exactly as many (what is no regular
    /// file may give fewer).
    std::size_t chunk_bytes = limits::file_chunk_bytes;
    /// The first byte that is wanted. More than 0 needs a file that has positions.
    std::uint64_t offset = 0;
    /// How many bytes are wanted at most.
    std::uint64_t max_bytes = std::numeric_limits<std::uint64_t>::max();

    read_chunks_options() noexcept = default;
    explicit read_chunks_options(std::size_t bytes) noexcept : chunk_bytes{bytes} {}
};

}  // namespace bounce::fs
