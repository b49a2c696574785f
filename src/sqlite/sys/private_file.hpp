#pragma once

#include "bounce/base/result.hpp"

#include <string>

namespace bounce::sqlite::sys {

/// Makes an empty file that only its owner may read and write, and sees to it that its name survives a
/// loss of power. A file that is there already stays as it is: it is not even opened, since closing a
/// descriptor would drop the locks that this process has on it.
[[nodiscard]] result<void> create_private_file(const std::string& path);

}  // namespace bounce::sqlite::sys
