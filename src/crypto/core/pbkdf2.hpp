#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/crypto/secret.hpp"

#include <cstddef>
#include <cstdint>

namespace bounce::crypto::core {

/// How hard `pbkdf2_sha256` works and how much it yields.
struct pbkdf2_cost {
    pbkdf2_cost(std::uint32_t n, std::size_t size) noexcept : iterations{n}, key_size{size} {}

    std::uint32_t iterations;  ///< 1 to `limits::pbkdf2_iterations`
    std::size_t key_size;      ///< bytes, 1 to `limits::derived_key_bytes`
};

/// PBKDF2 with HMAC-SHA-256 (RFC 8018): a key from a password. Slow on purpose and synchronous: it
/// belongs on a pool thread. `invalid_argument` for 0 iterations or bytes, `limit_exceeded` beyond the
/// limits.
[[nodiscard]] result<secret> pbkdf2_sha256(bytes_view password, bytes_view salt,
                                           const pbkdf2_cost& cost);

}  // namespace bounce::crypto::core
