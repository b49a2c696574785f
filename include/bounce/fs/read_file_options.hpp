#pragma once

#include "bounce/base/limits.hpp"

#include <cstddef>

namespace bounce::fs {

/// See read_file.
struct read_file_options {
    /// A larger file is an error (`errc::limit_exceeded`), known before much of it was read.
    std::size_t max_bytes = limits::read_file_bytes;

    read_file_options() noexcept = default;
    explicit read_file_options(std::size_t max) noexcept : max_bytes{max} {}
};

}  // namespace bounce::fs
