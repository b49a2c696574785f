#pragma once

#include <cstddef>
#include <cstdint>

namespace bounce::crypto {

/// How hard pbkdf2_sha256 works and how much it gives.
struct pbkdf2_options {
    /// 1 to limits::pbkdf2_iterations. The default is what OWASP's "Password Storage Cheat Sheet" asks
    /// for with SHA-256 (2023): about a tenth of a second.
    std::uint32_t iterations = 600'000;
    /// Bytes of the key, 1 to limits::derived_key_bytes. More than 32 multiply the work.
    std::size_t key_size = 32;

    pbkdf2_options() noexcept = default;
    pbkdf2_options(std::uint32_t n, std::size_t size) noexcept : iterations{n}, key_size{size} {}
};

}  // namespace bounce::crypto
