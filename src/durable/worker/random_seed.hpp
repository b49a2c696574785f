#pragma once

#include "bounce/crypto/random_bytes.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace bounce::durable {

/// For what has to differ between workers and need not be secret: the jitter of retries.
inline std::uint64_t random_seed() {
    std::array<std::byte, sizeof(std::uint64_t)> raw{};
    std::uint64_t seed = 0;
    if (crypto::fill_random(raw)) std::memcpy(&seed, raw.data(), sizeof seed);
    return seed;
}

}  // namespace bounce::durable
