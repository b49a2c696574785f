#pragma once

#include "fs/sys/handle.hpp"

#include "bounce/base/result.hpp"
#include "bounce/fs/copy_file_options.hpp"
#include "bounce/fs/file_mode.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace bounce::fs::detail {

/// The copying of one file, in steps.
class file_copy {
public:
    file_copy(std::string from, std::string to, copy_file_options options)
        : from_{std::move(from)}, to_{std::move(to)}, options_{options} {}

    /// Opens both files, or copies some bytes. True: the copy is complete and has its name and mode.
    [[nodiscard]] result<bool> step();
    /// Removes what there is of an incomplete copy.
    void abandon() noexcept;

    [[nodiscard]] std::uint64_t copied_bytes() const noexcept { return copied_bytes_; }
    /// "a to b"
    [[nodiscard]] std::string description() const { return from_ + " to " + to_; }

private:
    [[nodiscard]] result<void> begin();
    [[nodiscard]] result<std::size_t> copy_some();
    [[nodiscard]] result<std::size_t> copy_through_memory();
    [[nodiscard]] result<void> finish();

    std::string from_;
    std::string to_;
    copy_file_options options_;
    sys::unique_handle source_;
    sys::unique_handle copy_;
    std::string made_;  // the file that we created; empty when it is nobody's affair any more
    file_mode mode_;
    std::uint64_t copied_bytes_ = 0;
    bool system_copies_ = true;
};

}  // namespace bounce::fs::detail
