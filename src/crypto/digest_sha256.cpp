#include "bounce/crypto/digest_sha256.hpp"

namespace bounce::crypto {

namespace {

template <class Data>
operation<sha256::digest> digest_of(Data data) {
    const auto job = [&data] { return sha256::of(std::as_bytes(std::span{data})); };
    co_return co_await submit("hash", job);
}

}  // namespace

operation<sha256::digest> digest_sha256(bytes data) { return digest_of(std::move(data)); }

operation<sha256::digest> digest_sha256(std::string data) { return digest_of(std::move(data)); }

}  // namespace bounce::crypto
