#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/durable/code_hash.hpp"

#include <cstdint>
#include <string>

namespace bounce::durable {

/// What a step does. It is complete: any worker can perform the step from it, from the beginning, as
/// often as need be. The engine does not look inside.
struct operation_body {
    /// The numbers are stored.
    enum class kind : std::uint8_t {
        function = 0,   ///< a function of the program's code, in an isolate of its own
        host_call = 1,  ///< a function of the host; needs no isolate
    };

    kind what = kind::function;
    /// The module that holds the function; unused by a host call.
    code_hash module;
    /// How the program, or the host, names the function.
    std::string function;
    /// What it captured, or is called with, encoded by the program.
    bytes arguments;

    friend bool operator==(const operation_body&, const operation_body&) = default;
};

}  // namespace bounce::durable
