#pragma once

#include "fs/sys/directory_calls.hpp"

#include "bounce/base/result.hpp"
#include "bounce/fs/directory_entry.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace bounce::fs::detail {

/// The names of an open directory, sorted by their bytes.
[[nodiscard]] inline result<std::vector<directory_entry>> sorted_list(sys::handle directory,
                                                                      std::size_t max_entries) {
    result<std::vector<directory_entry>> entries = sys::list(directory, max_entries);
    if (entries) std::ranges::sort(*entries, {}, &directory_entry::name);
    return entries;
}

}  // namespace bounce::fs::detail
