#include "bounce/crypto/secret.hpp"

#include "bounce/crypto/constant_time_equal.hpp"

#include <openssl/crypto.h>

#include <utility>

namespace bounce::crypto {

void wipe(bytes_span data) noexcept {
    if (!data.empty()) OPENSSL_cleanse(data.data(), data.size());
}

bool constant_time_equal(bytes_view a, bytes_view b) noexcept {
    return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

secret secret::of_size(std::size_t size) {
    secret s;
    s.data_.resize(size);
    return s;
}

// A vector that is moved from is empty: its bytes are those of the new owner now.
secret::secret(secret&& other) noexcept : data_{std::exchange(other.data_, {})} {}

secret& secret::operator=(secret&& other) noexcept {
    if (this != &other) {
        wipe(data_);
        data_ = std::exchange(other.data_, {});
    }
    return *this;
}

secret::~secret() { wipe(data_); }

bool operator==(const secret& a, const secret& b) noexcept {
    return constant_time_equal(a.view(), b.view());
}

}  // namespace bounce::crypto
