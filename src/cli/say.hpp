#pragma once

#include "cli/exit_status.hpp"

#include "bounce/base/error.hpp"

#include <string>
#include <string_view>

// What commands say on standard error.

namespace bounce::cli {

/// "bounce: <what>", and the status for work that failed.
int fail(std::string_view what);
int fail(const error& why);

/// "bounce: <what>" with a line of advice, and the status for a command that was called wrongly.
int wrong_use(std::string_view what, std::string_view advice);

}  // namespace bounce::cli
