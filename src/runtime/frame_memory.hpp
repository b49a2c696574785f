#pragma once

#include <cstddef>

namespace bounce::detail {

/// Memory for coroutine frames: lists of free blocks by size class (64 bytes apart), one set for each
/// thread, at most `frame_cache_bytes` in each class. A block may be freed on another thread than the
/// one that allocated it; it then joins that thread's list. Larger blocks, and all blocks under the
/// address sanitizer, come from the heap directly.
[[nodiscard]] void* allocate_block(std::size_t bytes);
void free_block(void* block, std::size_t bytes) noexcept;

inline constexpr std::size_t frame_class_bytes = 64;
inline constexpr std::size_t frame_classes = 32;  // up to 2 KiB
inline constexpr std::size_t frame_cache_bytes = 256 * 1024;

}  // namespace bounce::detail
