#pragma once

#include "bounce/base/bytes.hpp"

#include <cstddef>
#include <string_view>

namespace bounce::crypto {

/// Bytes that are wiped from memory when they are no longer needed: a key or a password. Moves leave
/// nothing behind; there is no way to copy one by accident.
class secret {
public:
    secret() noexcept = default;
    /// A copy of the bytes; the original is the caller's to wipe (see `wipe`).
    explicit secret(bytes_view data) : data_{to_bytes(data)} {}
    explicit secret(std::string_view text) : secret{as_bytes(text)} {}
    /// That many bytes, all zero, to be written through `span`.
    [[nodiscard]] static secret of_size(std::size_t size);

    secret(const secret&) = delete;
    secret& operator=(const secret&) = delete;
    secret(secret&& other) noexcept;
    secret& operator=(secret&& other) noexcept;
    ~secret();

    [[nodiscard]] std::size_t size() const noexcept { return data_.size(); }
    [[nodiscard]] bool empty() const noexcept { return data_.empty(); }
    [[nodiscard]] bytes_view view() const noexcept { return data_; }
    [[nodiscard]] bytes_span span() noexcept { return data_; }
    operator bytes_view() const noexcept { return data_; }  // NOLINT(google-explicit-constructor)
    /// Another one with the same bytes, made on purpose.
    [[nodiscard]] secret copy() const { return secret{view()}; }

    /// In a time that depends on the sizes only.
    friend bool operator==(const secret& a, const secret& b) noexcept;

private:
    bytes data_;
};

/// Overwrites the bytes in a way that no optimiser removes.
void wipe(bytes_span data) noexcept;

}  // namespace bounce::crypto
