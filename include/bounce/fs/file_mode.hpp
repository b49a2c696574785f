#pragma once

#include <cstdint>

namespace bounce::fs {

/// Who may do what: the twelve permission bits of POSIX. Systems that have none keep only whether the
/// owner may write.
struct file_mode {
    std::uint32_t bits = 0;

    constexpr file_mode() noexcept = default;
    constexpr explicit file_mode(std::uint32_t b) noexcept : bits{b} {}

    friend constexpr bool operator==(file_mode, file_mode) noexcept = default;
};

/// What Bounce creates is its user's alone unless the program says otherwise.
inline constexpr file_mode private_file{0600};
inline constexpr file_mode private_directory{0700};
/// What everybody may read.
inline constexpr file_mode shared_file{0644};
inline constexpr file_mode shared_directory{0755};

}  // namespace bounce::fs
