#pragma once

#include "bounce/script/value.hpp"

#include <cstddef>

namespace bounce::script {

/// `equal`, which also adds to `touched` how many elements and bytes it looked at.
[[nodiscard]] bool counted_equal(const value& a, const value& b, std::size_t& touched);

}  // namespace bounce::script
