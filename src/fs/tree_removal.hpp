#pragma once

#include "fs/sys/directory_calls.hpp"

#include "bounce/base/result.hpp"
#include "bounce/fs/directory_entry.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bounce::fs::detail {

/// The removal of a tree, in steps. It holds the directories on the way down open and names what it
/// removes relative to them; so nobody who moves or replaces a directory meanwhile, or puts a link in its
/// place, leads it elsewhere.
class tree_removal {
public:
    explicit tree_removal(std::string path) : root_{std::move(path)} {}

    /// Removes some names. True: all is gone.
    [[nodiscard]] result<bool> step();

    [[nodiscard]] std::uint64_t removed() const noexcept { return removed_; }

private:
    struct level {
        sys::unique_handle directory;
        std::vector<directory_entry> entries;  // still to be removed; the last one comes next
    };

    [[nodiscard]] result<bool> begin();
    [[nodiscard]] result<void> remove_next();
    [[nodiscard]] result<void> descend(sys::unique_handle into);
    [[nodiscard]] result<void> ascend();
    [[nodiscard]] std::string path_here() const;

    std::string root_;
    std::vector<level> levels_;  // from the root down
    std::uint64_t removed_ = 0;
    bool begun_ = false;
};

}  // namespace bounce::fs::detail
