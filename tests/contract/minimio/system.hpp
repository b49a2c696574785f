#pragma once

#include "bounce/minimio/raw_source.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

// What the suite needs of the system itself; defined in the folder of the system.
namespace bounce::minimio::testing {

/// Cases that this system cannot run, and why.
struct left_out {
    std::string_view cases;  ///< as GoogleTest filters write it: "suite.case"
    std::string_view reason;
};
[[nodiscard]] std::vector<left_out> left_out_here();

/// Another descriptor of the same open socket or pipe.
[[nodiscard]] raw_source duplicate(raw_source of);

/// Lets this process have as many descriptors as it may; gives how many, with some to spare.
[[nodiscard]] std::size_t raise_descriptor_limit();

}  // namespace bounce::minimio::testing
