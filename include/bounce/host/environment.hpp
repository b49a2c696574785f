#pragma once

#include "bounce/http/client.hpp"
#include "bounce/script/isolate.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace bounce::host {

/// The part of the world that one isolate sees. Used by the task that runs the isolate, and outlives the
/// operations it has asked for.
class environment {
public:
    environment() = default;

    /// What `args()` gives.
    std::vector<std::string> arguments;
    /// Where printed and logged lines go, in order. None: they are dropped.
    std::function<void(const script::output_line&)> output;
    /// Requests share its connections.
    http::client http;

    /// Inside a step: the key of the step. Requests carry it, see `next_key`.
    std::string key;
    /// The script has said, with `fail`, that trying again is of no use.
    bool failed_for_good = false;
    /// The key of the next request: `key` itself for the first, then key/2, key/3 … Empty outside steps.
    [[nodiscard]] std::string next_key() {
        ++requests_;
        return key.empty() || requests_ == 1 ? key : key + "/" + std::to_string(requests_);
    }

private:
    unsigned requests_ = 0;
};

}  // namespace bounce::host
