#pragma once

#include "bounce/fs/file.hpp"
#include "bounce/runtime/operation.hpp"

#include <string>
#include <utility>

namespace bounce::fs {

/// A new file of this user's own and its name. Nobody removes it but the program.
struct temporary_file {
    fs::file file;
    std::string path;

    temporary_file() noexcept = default;
    temporary_file(fs::file f, std::string p) noexcept : file{std::move(f)}, path{std::move(p)} {}
};

/// Where temporary files go: the environment variable TMPDIR if it is set and not empty, else "/tmp".
[[nodiscard]] std::string temporary_directory();

/// Creates a file, open for reading and writing, with a name of which nothing is known but its
/// beginning: "DIRECTORY/PREFIX<16 hex digits>". Mode 0600. An empty `directory`: temporary_directory().
[[nodiscard]] operation<temporary_file> create_temporary_file(std::string prefix = "bounce-",
                                                              std::string directory = "");

/// Creates a directory in the same way, mode 0700, and gives its path.
///
///     std::string place = co_await co_await fs::create_temporary_directory();
///     …
///     co_await co_await shield(fs::remove_all(place));
[[nodiscard]] operation<std::string> create_temporary_directory(std::string prefix = "bounce-",
                                                                std::string directory = "");

}  // namespace bounce::fs
