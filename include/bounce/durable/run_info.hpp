#pragma once

#include "bounce/durable/code_hash.hpp"
#include "bounce/durable/run_number.hpp"
#include "bounce/durable/run_uuid.hpp"

#include <string>

namespace bounce::durable {

/// Which run it is and which code it is pinned to. Nothing in here ever changes.
struct run_info {
    run_number number{};
    std::string id;
    run_uuid uuid;
    /// Which sort of program the run is, and the format of its state and values: "script/0".
    std::string kind;
    code_hash code;
    /// The function of the code that was started.
    std::string function;

    friend bool operator==(const run_info&, const run_info&) = default;
};

}  // namespace bounce::durable
