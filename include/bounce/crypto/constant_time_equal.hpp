#pragma once

#include "bounce/base/bytes.hpp"

namespace bounce::crypto {

/// Are the bytes the same? Takes the same time for all contents of one length, so that a secret cannot
/// be found byte by byte by measuring. That the lengths differ is not hidden.
[[nodiscard]] bool constant_time_equal(bytes_view a, bytes_view b) noexcept;

}  // namespace bounce::crypto
