#pragma once

#include "bounce/runtime/operation.hpp"

#include <string>

namespace bounce::fs {

/// Whether a symbolic link at the end of the path stands for what it leads to, or for itself.
enum class links : bool { follow, keep };

/// Where a symbolic link leads, as it was written. Error: EINVAL's meaning if it is no link.
[[nodiscard]] operation<std::string> read_symlink(std::string path);

/// Makes `path` a symbolic link to `target`, which need not exist and is not looked at. Error:
/// `std::errc::file_exists` if there is something at `path`.
[[nodiscard]] operation<void> create_symlink(std::string path, std::string target);

}  // namespace bounce::fs
