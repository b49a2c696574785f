#pragma once

#include <string>

namespace bounce::cli {

struct work_options {
    std::string store;
    std::string only;  ///< "runs", "steps", or empty
    bool until_idle = false;
};

/// Works on a store until a signal comes, or until there is nothing to do.
[[nodiscard]] int work_on_store(const work_options& options);

}  // namespace bounce::cli
