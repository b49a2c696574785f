#pragma once

#include "bounce/fs/file_mode.hpp"

namespace bounce::fs {

/// How `file::open` opens. The default is to read a file that exists.
///
///     open_options how = open_options::to_write();
///     how.mode = shared_file;
struct open_options {
    bool read = true;
    bool write = false;
    /// Every write goes to the end, wherever that is by then.
    bool append = false;
    /// What was in the file is dropped. Needs `write`.
    bool truncate = false;
    /// A file that is not there is created, with `mode` less the process's umask.
    bool create = false;
    /// The file must not exist, not even as a link that leads nowhere: `create` and be its only maker.
    bool create_new = false;
    file_mode mode = private_file;

    open_options() noexcept {}  // NOLINT(modernize-use-equals-default): no aggregate, for g++ 12

    [[nodiscard]] static open_options to_read() noexcept { return {}; }
    /// Creates or empties the file.
    [[nodiscard]] static open_options to_write() noexcept;
    /// Creates the file or writes behind what is there.
    [[nodiscard]] static open_options to_append() noexcept;
    /// Creates a file that must not be there.
    [[nodiscard]] static open_options to_create() noexcept;
};

inline open_options open_options::to_write() noexcept {
    open_options how;
    how.read = false;
    how.write = how.create = how.truncate = true;
    return how;
}

inline open_options open_options::to_append() noexcept {
    open_options how;
    how.read = false;
    how.write = how.create = how.append = true;
    return how;
}

inline open_options open_options::to_create() noexcept {
    open_options how;
    how.write = how.create_new = true;
    return how;
}

}  // namespace bounce::fs
