#pragma once

#include "bounce/fs/file_mode.hpp"

namespace bounce::fs {

/// See write_file.
struct write_file_options {
    /// Of a file that is created, less the process's umask. A file that was there keeps its own.
    file_mode mode = private_file;
    /// Completes only when the content is on the disk.
    bool sync = false;

    write_file_options() noexcept = default;
    explicit write_file_options(file_mode m) noexcept : mode{m} {}
};

}  // namespace bounce::fs
