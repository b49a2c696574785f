#pragma once

#include "bounce/base/bytes.hpp"

#include <array>
#include <cstddef>
#include <memory>

namespace bounce::crypto {

/// SHA-256 of bytes that arrive in pieces.
///
///     crypto::sha256 hash;
///     hash.update(first);
///     hash.update(second);
///     to_hex(hash.finish());
///     to_hex(crypto::sha256::of(as_bytes("abc")));   // at once
///
/// A copy continues on its own from where the original is. What has been hashed is wiped from memory at
/// the end. An object belongs to one thread at a time.
class sha256 {
public:
    static constexpr std::size_t digest_size = 32;
    static constexpr std::size_t block_size = 64;
    using digest = std::array<std::byte, digest_size>;

    sha256();
    sha256(const sha256& other);
    /// The moved-from object may only be assigned to or destroyed.
    sha256(sha256&&) noexcept;
    sha256& operator=(const sha256& other);
    sha256& operator=(sha256&&) noexcept;
    ~sha256();

    void update(bytes_view data);
    /// The digest of everything since the beginning; the object then begins anew.
    [[nodiscard]] digest finish();

    [[nodiscard]] static digest of(bytes_view data);

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace bounce::crypto
