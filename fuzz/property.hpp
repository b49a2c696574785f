#pragma once

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace fuzz {

/// Ends the process, as a fuzzer expects it of a finding, if the property does not hold.
inline void require(bool holds, std::string_view property) {
    if (holds) return;
    std::cerr << "property violated: " << property << '\n';
    std::abort();
}

}  // namespace fuzz
