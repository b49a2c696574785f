#pragma once

#include "bounce/runtime/operation.hpp"

#include <cstdint>
#include <string>

namespace bounce::fs {

/// Removes a file, a symbolic link (not what it leads to) or an empty directory.
/// Errors: the system's ("remove /tmp/x: Directory not empty").
[[nodiscard]] operation<void> remove(std::string path);

/// Removes whatever is at the path, a directory with everything in it, and gives how many names that
/// were; 0 if there was nothing. Links are removed, never followed, also if somebody puts one in the
/// way meanwhile. Uses one descriptor per level of depth.
/// Errors: the first that occurs ends it, with the name it occurred at. Cancellation: takes effect
/// between jobs of the pool, of a few hundred names each; what was removed by then stays removed.
[[nodiscard]] operation<std::uint64_t> remove_all(std::string path);

}  // namespace bounce::fs
