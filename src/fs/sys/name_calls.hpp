#pragma once

#include "bounce/base/result.hpp"
#include "bounce/fs/file_mode.hpp"
#include "bounce/fs/links.hpp"
#include "bounce/fs/metadata.hpp"

#include <string>

namespace bounce::fs::sys {

[[nodiscard]] result<metadata> stat(const std::string& path, links how);
/// Exactly this mode, of what the path leads to.
[[nodiscard]] result<void> set_mode(const std::string& path, file_mode mode);
[[nodiscard]] result<void> make_directory(const std::string& path, file_mode mode);
[[nodiscard]] result<void> rename(const std::string& from, const std::string& to);
/// A file, a link or an empty directory.
[[nodiscard]] result<void> remove(const std::string& path);
[[nodiscard]] result<std::string> read_symlink(const std::string& path);
[[nodiscard]] result<void> make_symlink(const std::string& path, const std::string& target);
/// The names in this directory are on the disk. Success where a system has no such thing.
[[nodiscard]] result<void> sync_directory(const std::string& path);

}  // namespace bounce::fs::sys
