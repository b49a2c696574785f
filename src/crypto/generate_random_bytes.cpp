#include "bounce/crypto/generate_random_bytes.hpp"

#include "bounce/crypto/random_bytes.hpp"
#include "bounce/runtime/submit.hpp"

namespace bounce::crypto {

operation<bytes> generate_random_bytes(std::size_t size) {
    const auto job = [size] { return random_bytes(size); };
    co_return co_await submit("random", job);
}

}  // namespace bounce::crypto
