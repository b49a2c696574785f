#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"

#include <cstddef>

namespace bounce::crypto {

/// Bytes that nobody can predict, for keys, tokens and nonces; from OpenSSL's generator, which the
/// system seeds. Fast enough to be called anywhere; from any thread.
///
/// Fails with `limit_exceeded` beyond `limits::random_bytes` and, should the system have no randomness
/// to give, with `unsupported`.
[[nodiscard]] result<bytes> random_bytes(std::size_t size);

/// The same into a buffer of any size.
[[nodiscard]] result<void> fill_random(bytes_span buffer);

}  // namespace bounce::crypto
