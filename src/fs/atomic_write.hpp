#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/fs/write_file_atomic_options.hpp"

#include <string>

namespace bounce::fs::detail {

/// What write_file_atomic does, on this thread.
[[nodiscard]] result<void> atomic_write(const std::string& path, bytes_view content,
                                        const write_file_atomic_options& options);

}  // namespace bounce::fs::detail
