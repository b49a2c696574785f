#pragma once

#include "bounce/base/bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace bounce::script {

/// SHA-256 (FIPS 180-4), for the names of modules and the ends of images. The layer may use nothing but
/// the language's library, and needs no speed here; cryptography proper is `bounce::crypto`.
class sha256 {
public:
    using digest = std::array<std::uint8_t, 32>;

    void update(bytes_view data) noexcept;
    /// The digest of everything so far; the object is of no further use.
    [[nodiscard]] digest finish() noexcept;

    [[nodiscard]] static digest of(bytes_view data) noexcept {
        sha256 hash;
        hash.update(data);
        return hash.finish();
    }

private:
    static constexpr std::size_t block_bytes = 64;

    void mix(const std::byte* block) noexcept;

    std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::byte, block_bytes> partial_{};
    std::size_t filled_ = 0;
    std::uint64_t length_bytes_ = 0;
};

}  // namespace bounce::script
