#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/fs/write_file_atomic_options.hpp"
#include "bounce/runtime/operation.hpp"

#include <string>

namespace bounce::fs {

/// Replaces a file as a whole: at every moment, also after a crash or a power cut, the name leads to
/// either the old content or the new one, complete.
///
/// The content goes to a new private file in the same directory (".NAME.<16 hex digits>.tmp"), which is
/// synced and renamed over the old name; then the directory is synced. If anything fails, the new file
/// is removed and the old one is untouched. The one exception: when only the last step fails, the name
/// has the new content, but a power cut could undo it, and the error says "sync the directory of".
///
/// Only files are replaced; a directory, a device or a FIFO is an error. What is replaced is the name: a
/// symbolic link becomes a file, other hard links keep the old content, and the new file belongs to this
/// user. Its mode is that of the old one, or 0600.
///
/// Completes when: all of that is done. Errors: the system's, with the step ("replace /etc/x: create
/// /etc/.x.0123456789abcdef.tmp: Permission denied"). Cancellation: a job that has not begun changes
/// nothing; one that runs is waited for, replaces, and reports `errc::cancelled`.
///
///     co_await co_await fs::write_file_atomic("state.json", json::write(state));
[[nodiscard]] operation<void> write_file_atomic(
    std::string path, std::string content,
    write_file_atomic_options options = write_file_atomic_options{});
[[nodiscard]] operation<void> write_file_atomic(
    std::string path, bytes content,
    write_file_atomic_options options = write_file_atomic_options{});

}  // namespace bounce::fs
