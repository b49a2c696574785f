#pragma once

#include "bounce/durable/worker/worker_options.hpp"

#include <string>

namespace bounce::cli {

struct work_options {
    std::string store;
    std::string only;  ///< "runs", "steps", or empty
    bool until_idle = false;
    std::string alone;  ///< the one thing to do, for another `bounce work`
};

/// Works on a store until a signal comes, or until there is nothing to do.
[[nodiscard]] int work_on_store(const work_options& options);

/// A worker of this program on that store: it tells people of its troubles, and has this program do alone
/// what is done alone.
[[nodiscard]] durable::worker_options worker_for(const std::string& store);

}  // namespace bounce::cli
