#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/durable/worker/worker_options.hpp"

#include <optional>
#include <string>

namespace bounce::cli {

struct start_options {
    std::string script;  ///< FILE or FILE:FUNCTION
    std::string store;
    std::string id;     ///< empty: made of the function's name
    std::string input;  ///< JSON; empty: ()
    std::string at;
    std::string after;
    std::string request_id;
    bool wait = false;
    bool json = false;
};

/// Puts a run into the store; with `wait`, works on it here until it has ended.
[[nodiscard]] int start_run(const start_options& options);

}  // namespace bounce::cli
