#pragma once

#include "fs/sys/handle.hpp"

#include "bounce/base/result.hpp"
#include "bounce/fs/directory_entry.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace bounce::fs::sys {

/// Opens a directory, by path (following links) or by its name in one that is open (not following).
/// What is no directory gives ENOTDIR's meaning; so does a link that is not followed (or ELOOP's).
[[nodiscard]] result<unique_handle> open_directory(const std::string& path);
[[nodiscard]] result<unique_handle> open_directory(handle parent, const std::string& name);

/// All names but "." and "..", in the system's order, or `limit_exceeded`. From the beginning each time.
[[nodiscard]] result<std::vector<directory_entry>> list(handle directory, std::size_t max_entries);

/// Removes a name of an open directory: an empty directory, or anything else. Never follows a link.
[[nodiscard]] result<void> remove_directory(handle parent, const std::string& name);
[[nodiscard]] result<void> remove_file(handle parent, const std::string& name);

/// Opens, for reading and without waiting for anybody, what the relative path `name` leads to below
/// `root`; an error if it leads outside. See directory_tree.
[[nodiscard]] result<unique_handle> open_beneath(handle root, const std::string& name);

/// The same by looking at each part of the name by itself, refusing every link: what open_beneath does
/// where the system has nothing better.
[[nodiscard]] result<unique_handle> walk_beneath(handle root, const std::string& name);

}  // namespace bounce::fs::sys
