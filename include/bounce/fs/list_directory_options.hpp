#pragma once

#include "bounce/base/limits.hpp"

#include <cstddef>

namespace bounce::fs {

/// See list_directory.
struct list_directory_options {
    /// A directory with more names is an error (`errc::limit_exceeded`).
    std::size_t max_entries = limits::directory_entries;

    list_directory_options() noexcept = default;
    explicit list_directory_options(std::size_t max) noexcept : max_entries{max} {}
};

}  // namespace bounce::fs
