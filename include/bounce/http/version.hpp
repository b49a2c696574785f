#pragma once

#include <cstdint>

namespace bounce::http {

/// The version of a message.
enum class version : std::uint8_t { http_1_0 = 10, http_1_1 = 11 };

}  // namespace bounce::http
