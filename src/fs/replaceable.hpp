#pragma once

#include "bounce/base/result.hpp"
#include "bounce/fs/metadata.hpp"

#include <string>

namespace bounce::fs::detail {

/// Only a file is replaced by a file: not a directory, and not what programs write to in order to have
/// it elsewhere (a device, a FIFO, a socket).
[[nodiscard]] inline result<void> check_replaceable(const metadata& old, const std::string& path) {
    if (old.is_directory()) return error{std::errc::is_a_directory};
    if (!old.is_regular()) return error{errc::invalid_argument}.in(path + " is no regular file");
    return {};
}

}  // namespace bounce::fs::detail
