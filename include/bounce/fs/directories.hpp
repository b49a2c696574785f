#pragma once

#include "bounce/fs/directory_entry.hpp"
#include "bounce/fs/file_mode.hpp"
#include "bounce/fs/list_directory_options.hpp"
#include "bounce/runtime/operation.hpp"

#include <string>
#include <vector>

namespace bounce::fs {

/// The names in a directory with their types, without "." and "..", sorted by their bytes. Names that
/// come or go meanwhile may be there or not.
/// Errors: the system's ("list /etc/hosts: Not a directory"); `limit_exceeded`.
///
///     auto entries = co_await co_await fs::list_directory("/etc");
///     for (const fs::directory_entry& entry : entries) …
[[nodiscard]] operation<std::vector<directory_entry>> list_directory(
    std::string path, list_directory_options options = list_directory_options{});

/// Creates one directory, in one that exists. `mode` is less the process's umask. Error:
/// `std::errc::file_exists` if there is something of that name.
[[nodiscard]] operation<void> create_directory(std::string path,
                                               file_mode mode = private_directory);

/// Creates a directory and every one on the way to it that is missing, all with that mode. That it is
/// there already is success; that something else is there is an error.
[[nodiscard]] operation<void> create_directories(std::string path,
                                                 file_mode mode = private_directory);

}  // namespace bounce::fs
