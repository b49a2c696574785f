#pragma once

#include "fs/sys/handle.hpp"

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/fs/file_mode.hpp"
#include "bounce/fs/metadata.hpp"
#include "bounce/fs/open_options.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace bounce::fs::sys {

/// The options do not contradict each other.
[[nodiscard]] result<unique_handle> open(const std::string& path, const open_options& how);

/// At most as much as fits, and perhaps less; 0 only at the end of the file.
[[nodiscard]] result<std::size_t> read(handle from, bytes_span into);
[[nodiscard]] result<std::size_t> read_at(handle from, bytes_span into, std::uint64_t offset);

/// At least one byte of those given, perhaps not all.
[[nodiscard]] result<std::size_t> write(handle to, bytes_view from);
[[nodiscard]] result<std::size_t> write_at(handle to, bytes_view from, std::uint64_t offset);

/// Content and metadata are on the disk.
[[nodiscard]] result<void> sync(handle file);
[[nodiscard]] result<void> truncate(handle file, std::uint64_t size_bytes);
[[nodiscard]] result<metadata> stat(handle file);
/// Exactly this mode.
[[nodiscard]] result<void> set_mode(handle file, file_mode mode);

/// Copies up to `size_bytes` from one file's position to the other's without bringing them here. Gives
/// how many bytes that were, 0 at the end of the file, or `unsupported` if these two cannot be copied so.
[[nodiscard]] result<std::size_t> copy_range(handle from, handle to, std::size_t size_bytes);

}  // namespace bounce::fs::sys
