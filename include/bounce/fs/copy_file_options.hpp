#pragma once

namespace bounce::fs {

/// See copy_file.
struct copy_file_options {
    /// What is at the target is replaced, in one step and only when the copy is complete. Otherwise it
    /// is an error (`std::errc::file_exists`).
    bool replace = false;

    copy_file_options() noexcept = default;
    explicit copy_file_options(bool r) noexcept : replace{r} {}
};

}  // namespace bounce::fs
