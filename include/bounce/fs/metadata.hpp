#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/fs/file_mode.hpp"
#include "bounce/fs/file_type.hpp"

#include <cstdint>

namespace bounce::fs {

/// What the file system knows of a file beside its content. See `stat`.
struct metadata {
    file_type type = file_type::other;
    file_mode mode;
    /// Bytes of a regular file; of others what the system says.
    std::uint64_t size_bytes = 0;
    /// Wall-clock times since 1970-01-01 00:00:00 UTC, as `wall_clock_now` gives them: when the content
    /// was last changed, when it was last read (as exactly as the system cares to note it), and when
    /// this metadata was.
    nanoseconds modified{0};
    nanoseconds accessed{0};
    nanoseconds changed{0};
    /// Together they tell whether two names are the same file.
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    /// Names (hard links) that the file has.
    std::uint64_t links = 0;

    metadata() noexcept {}  // NOLINT(modernize-use-equals-default): no aggregate, for g++ 12

    [[nodiscard]] bool is_regular() const noexcept { return type == file_type::regular; }
    [[nodiscard]] bool is_directory() const noexcept { return type == file_type::directory; }
    [[nodiscard]] bool is_symlink() const noexcept { return type == file_type::symlink; }
    [[nodiscard]] bool same_file(const metadata& other) const noexcept {
        return device == other.device && inode == other.inode;
    }
};

}  // namespace bounce::fs
