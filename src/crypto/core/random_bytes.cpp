#include "bounce/crypto/random_bytes.hpp"

#include "bounce/base/limits.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <string>

namespace bounce::crypto {

result<void> fill_random(bytes_span buffer) {
    // OpenSSL counts in int.
    static constexpr std::size_t most = std::size_t{1} << 30U;
    while (!buffer.empty()) {
        const auto part = buffer.first(std::min(buffer.size(), most));
        if (RAND_bytes(reinterpret_cast<unsigned char*>(part.data()),
                       static_cast<int>(part.size())) != 1)
            return error{errc::unsupported}.in("read random bytes");
        buffer = buffer.subspan(part.size());
    }
    return {};
}

result<bytes> random_bytes(std::size_t size) {
    if (size > limits::random_bytes)
        return error{errc::limit_exceeded}.in("read random bytes:", std::to_string(size));
    bytes data(size);
    return fill_random(data).transform([&] { return std::move(data); });
}

}  // namespace bounce::crypto
