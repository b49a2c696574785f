#pragma once

#include "bounce/fs/copy_file_options.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstdint>
#include <string>

namespace bounce::fs {

/// Copies the content and the mode of the regular file that `from` leads to, and gives how many bytes
/// that were. The system copies by itself where it can (Linux: copy_file_range); the content does not go
/// through memory as a whole anywhere. The copy is private until it is complete. It is not synced.
///
/// Errors: the system's, with the step ("copy a to b: create b: File exists"); `invalid_argument` if
/// `from`, or what it is to replace, is no regular file. After a failure there is no copy, and what was to be replaced is as before.
/// Cancellation: takes effect between jobs of the pool, of limits::copy_step_bytes each, and removes
/// what was copied.
[[nodiscard]] operation<std::uint64_t> copy_file(std::string from, std::string to,
                                                 copy_file_options options = copy_file_options{});

}  // namespace bounce::fs
