#pragma once

#include <cstdint>

namespace bounce::durable {

/// The store's number of a registered worker; never reused. 0 is nobody.
enum class worker_number : std::int64_t {};

}  // namespace bounce::durable
