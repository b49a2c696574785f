#include "bounce/crypto/pbkdf2_sha256.hpp"

#include "crypto/core/pbkdf2.hpp"

#include "bounce/runtime/submit.hpp"

namespace bounce::crypto {

operation<secret> pbkdf2_sha256(secret password, bytes salt, pbkdf2_options options) {
    const auto job = [&] {
        return core::pbkdf2_sha256(password, salt,
                                   core::pbkdf2_cost{options.iterations, options.key_size});
    };
    co_return co_await submit("encrypt", job);
}

}  // namespace bounce::crypto
