#pragma once

namespace bounce::cli {

/// What every command ends with.
enum exit_status : int {
    success = 0,
    failure = 1,      ///< of the work
    wrong_usage = 2,  ///< of the command
};

}  // namespace bounce::cli
