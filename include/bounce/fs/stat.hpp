#pragma once

#include "bounce/fs/file_mode.hpp"
#include "bounce/fs/links.hpp"
#include "bounce/fs/metadata.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstdint>
#include <string>

namespace bounce::fs {

/// Type, size, mode and times of what the path leads to (`links::keep`: of a link itself).
/// Errors: the system's ("stat /nowhere: No such file or directory").
///
///     fs::metadata info = co_await co_await fs::stat(path);
///     if (info.is_directory()) …
[[nodiscard]] operation<metadata> stat(std::string path, links how = links::follow);

/// Whether the path leads to something. False if there is nothing or a directory on the way is missing
/// or is none; an error if that cannot be known ("stat /root/x: Permission denied"). The answer may be
/// out of date at once: to create a file only if it is not there, open it with `create_new`.
[[nodiscard]] operation<bool> exists(std::string path);

/// `stat(path).size_bytes`.
[[nodiscard]] operation<std::uint64_t> size(std::string path);

/// Sets the mode of what the path leads to, exactly (the umask has no part in it).
[[nodiscard]] operation<void> set_mode(std::string path, file_mode mode);

}  // namespace bounce::fs
