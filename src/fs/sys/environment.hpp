#pragma once

#include "bounce/base/result.hpp"

#include <cstdint>
#include <string>

namespace bounce::fs::sys {

/// A number that nobody can guess.
[[nodiscard]] result<std::uint64_t> random_number();

/// Where the user wants temporary files.
[[nodiscard]] std::string temporary_directory();

}  // namespace bounce::fs::sys
