#pragma once

#include "bounce/base/bytes.hpp"

#include <array>
#include <cstddef>
#include <memory>

namespace bounce::crypto {

/// HMAC with SHA-256 (RFC 2104) of bytes that arrive in pieces: proves to who knows the key that the
/// bytes are unchanged. The key may have any length; 32 bytes or more from `random_bytes` are right.
///
///     const auto tag = crypto::hmac_sha256::of(key, message);
///     if (!crypto::hmac_sha256::verify(key, message, received_tag)) reject();
///
/// Key and state are wiped from memory at the end. An object belongs to one thread at a time.
class hmac_sha256 {
public:
    static constexpr std::size_t tag_size = 32;
    using tag = std::array<std::byte, tag_size>;

    explicit hmac_sha256(bytes_view key);
    /// The moved-from object may only be assigned to or destroyed.
    hmac_sha256(hmac_sha256&&) noexcept;
    hmac_sha256& operator=(hmac_sha256&&) noexcept;
    ~hmac_sha256();

    void update(bytes_view data);
    /// The tag of everything since the beginning; the object then begins anew with the same key.
    [[nodiscard]] tag finish();

    [[nodiscard]] static tag of(bytes_view key, bytes_view data);
    /// Is this the whole tag of the data? Takes the same time wherever a wrong one differs.
    [[nodiscard]] static bool verify(bytes_view key, bytes_view data, bytes_view expected);

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace bounce::crypto
