#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/runtime/operation.hpp"

#include <cstddef>

namespace bounce::crypto {

/// As `random_bytes`, as a job of the pool (kind "random"): for more than some ten thousand bytes, or
/// when the system may not have seeded its generator yet. Errors: as `random_bytes`. Cancellation: as for
/// every job of the pool.
///
///     bytes pad = co_await co_await crypto::generate_random_bytes(1'000'000);
[[nodiscard]] operation<bytes> generate_random_bytes(std::size_t size);

}  // namespace bounce::crypto
