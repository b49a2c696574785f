#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/crypto/pbkdf2_options.hpp"
#include "bounce/crypto/secret.hpp"
#include "bounce/runtime/operation.hpp"

namespace bounce::crypto {

/// A key from a password (PBKDF2 with HMAC-SHA-256, RFC 8018). Slow on purpose; so it is a job of the
/// pool, of the kind "encrypt". The salt is no secret, but should be random: 16 bytes from
/// `random_bytes`, kept beside the key.
///
/// Completes when: the key is there. Overlaps with anything; each job occupies one pool thread.
/// Errors: `invalid_argument` for 0 iterations or a key of 0 bytes, `limit_exceeded` beyond the limits.
/// Cancellation: a job that no thread has taken never runs; one that runs is waited for. In any case
/// password and key are wiped.
/// Resumes: on the worker that asked.
///
///     crypto::secret key = co_await co_await crypto::pbkdf2_sha256(std::move(password), salt);
///     crypto::pbkdf2_sha256(crypto::secret{"text"}, salt).then([](result<crypto::secret> key) { … });
[[nodiscard]] operation<secret> pbkdf2_sha256(secret password, bytes salt,
                                              pbkdf2_options options = pbkdf2_options{});

}  // namespace bounce::crypto
