#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/crypto/sha256.hpp"
#include "bounce/runtime/operation.hpp"
#include "bounce/runtime/submit.hpp"

#include <concepts>
#include <optional>
#include <string>
#include <utility>

namespace bounce::crypto {

/// The SHA-256 of data that is too large to be hashed between two other things (a megabyte takes about
/// a millisecond): a job of the pool, of the kind "hash". What is small goes faster through
/// `sha256::of`, without a job. Cancellation: as for every job of the pool. No errors of its own.
///
///     auto digest = co_await co_await crypto::digest_sha256(std::move(content));
[[nodiscard]] operation<sha256::digest> digest_sha256(bytes data);
[[nodiscard]] operation<sha256::digest> digest_sha256(std::string data);

/// Something that gives bytes piece by piece: `next()` is an operation that gives an optional `bytes`,
/// none at the end. fs::chunk_reader is one.
template <class S>
concept byte_stream = requires(S& stream) {
    { stream.next() } -> std::same_as<operation<std::optional<bytes>>>;
};

/// The same of a stream, with one piece in memory at a time. Errors: those of the stream.
///
///     auto digest = co_await co_await crypto::digest_sha256(fs::read_chunks("/var/log/syslog"));
template <byte_stream S>
[[nodiscard]] operation<sha256::digest> digest_sha256(S stream) {
    sha256 hash;
    for (;;) {
        const result<std::optional<bytes>> piece = co_await stream.next();
        if (!piece) co_return piece.error();
        if (!*piece) co_return hash.finish();
        const auto update = [&hash, &piece] { hash.update(**piece); };
        const result<void> done = co_await submit("hash", update);
        if (!done) co_return done.error();
    }
}

}  // namespace bounce::crypto
