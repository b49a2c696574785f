#pragma once

#include "bounce/base/result.hpp"

#include <cstdio>
#include <string>

// What the trace needs of the system beyond the C++ library.
namespace bounce::detail::sys {

/// Opens a file for writing from its start: created so that only this user can read it (0600), or
/// truncated. Child processes do not inherit it.
[[nodiscard]] result<std::FILE*> open_private_file(const std::string& path);

}  // namespace bounce::detail::sys
