#pragma once

#include "bounce/runtime/operation.hpp"

#include <string>

namespace bounce::fs {

/// Gives what is at `from` the name `to`, in one step, replacing a file or an empty directory there.
/// Both must be on one file system. (The arguments stand in the order in which one says it.)
/// Errors: the system's ("rename a to b: Invalid cross-device link").
[[nodiscard]] operation<void> rename(std::string from, std::string to);

}  // namespace bounce::fs
