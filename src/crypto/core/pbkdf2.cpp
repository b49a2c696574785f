#include "crypto/core/pbkdf2.hpp"

#include "bounce/base/limits.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <limits>
#include <string>

namespace bounce::crypto::core {

namespace {

error bad(errc code, std::string_view what, std::size_t value) {
    return error{code}.in("derive a key with", std::to_string(value).append(what));
}

constexpr std::size_t int_max = std::numeric_limits<int>::max();

}  // namespace

result<secret> pbkdf2_sha256(bytes_view password, bytes_view salt, const pbkdf2_cost& cost) {
    if (cost.iterations == 0) return bad(errc::invalid_argument, " iterations", 0);
    if (cost.key_size == 0) return bad(errc::invalid_argument, " bytes", 0);
    if (cost.iterations > limits::pbkdf2_iterations)
        return bad(errc::limit_exceeded, " iterations", cost.iterations);
    if (cost.key_size > limits::derived_key_bytes)
        return bad(errc::limit_exceeded, " bytes", cost.key_size);
    if (password.size() > int_max || salt.size() > int_max)
        return bad(errc::limit_exceeded, " bytes of password or salt",
                   std::max(password.size(), salt.size()));
    auto key = secret::of_size(cost.key_size);
    // OpenSSL takes a null password for an empty one, and measures it with strlen if its size is -1.
    const int done = PKCS5_PBKDF2_HMAC(
        reinterpret_cast<const char*>(password.data()), static_cast<int>(password.size()),
        reinterpret_cast<const unsigned char*>(salt.data()), static_cast<int>(salt.size()),
        static_cast<int>(cost.iterations), EVP_sha256(), static_cast<int>(cost.key_size),
        reinterpret_cast<unsigned char*>(key.span().data()));
    if (done != 1) return error{errc::unsupported}.in("derive a key with PBKDF2");
    return key;
}

}  // namespace bounce::crypto::core
