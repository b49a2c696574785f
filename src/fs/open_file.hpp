#pragma once

#include "fs/sys/handle.hpp"

#include <string>
#include <utility>

namespace bounce::fs::detail {

/// What a file object and the operations on it share; whoever is last closes it.
struct open_file {
    open_file(sys::unique_handle h, std::string p) noexcept
        : handle{std::move(h)}, path{std::move(p)} {}

    sys::unique_handle handle;
    std::string path;
};

}  // namespace bounce::fs::detail
