#pragma once

#include "bounce/fs/file_mode.hpp"

#include <optional>

namespace bounce::fs {

/// See write_file_atomic.
struct write_file_atomic_options {
    /// Exactly this mode. None: that of the file which is replaced, or `private_file`.
    std::optional<file_mode> mode;
    /// False: the replacement is still all or nothing for every reader, but a power cut may undo it
    /// or, on some file systems, leave an empty file.
    bool sync = true;

    write_file_atomic_options() noexcept = default;
    explicit write_file_atomic_options(file_mode m) noexcept : mode{m} {}
};

}  // namespace bounce::fs
