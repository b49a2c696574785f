#pragma once

#include "script/code/module_code.hpp"
#include "script/values/channel.hpp"

#include <cstdint>
#include <vector>

namespace bounce::script {

struct module;

/// An operation that a fiber waits for. Its number is its key in `isolate_state::operations`.
struct pending_operation {
    const native_import* what = nullptr;  ///< an entry of the module that asked
    const module* home = nullptr;         ///< that module
    fiber_id fiber = 0;
    std::uint32_t arm = 0;
    bool taken = false;  ///< the host has seen it
    std::vector<value> arguments;
};

}  // namespace bounce::script
