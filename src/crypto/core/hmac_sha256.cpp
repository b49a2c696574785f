#include "bounce/crypto/hmac_sha256.hpp"

#include "bounce/base/assert.hpp"
#include "bounce/crypto/constant_time_equal.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <string>

namespace bounce::crypto {

namespace {

void demand(bool good) {
    if (!good) fatal("OpenSSL has no HMAC with SHA-256");
}

}  // namespace

// OpenSSL keeps the key for the next message and wipes it when the context is freed.
struct hmac_sha256::state {
    explicit state(bytes_view key)
        : algorithm{EVP_MAC_fetch(nullptr, "HMAC", nullptr)}, context{EVP_MAC_CTX_new(algorithm)} {
        demand(algorithm != nullptr && context != nullptr);
        std::string digest = "SHA256";
        const OSSL_PARAM parameters[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), digest.size()),
            OSSL_PARAM_construct_end()};
        // A null pointer would mean "the key of before", so an empty key needs an address.
        static constexpr unsigned char empty_key = 0;
        const auto* bytes =
            key.empty() ? &empty_key : reinterpret_cast<const unsigned char*>(key.data());
        demand(EVP_MAC_init(context, bytes, key.size(), parameters) == 1);
    }
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state() {
        EVP_MAC_CTX_free(context);
        EVP_MAC_free(algorithm);
    }

    EVP_MAC* algorithm;
    EVP_MAC_CTX* context;
};

hmac_sha256::hmac_sha256(bytes_view key) : state_{std::make_unique<state>(key)} {}
hmac_sha256::hmac_sha256(hmac_sha256&&) noexcept = default;
hmac_sha256& hmac_sha256::operator=(hmac_sha256&&) noexcept = default;
hmac_sha256::~hmac_sha256() = default;

void hmac_sha256::update(bytes_view data) {
    demand(EVP_MAC_update(state_->context, reinterpret_cast<const unsigned char*>(data.data()),
                          data.size()) == 1);
}

hmac_sha256::tag hmac_sha256::finish() {
    tag t{};
    std::size_t size = 0;
    demand(EVP_MAC_final(state_->context, reinterpret_cast<unsigned char*>(t.data()), &size,
                         t.size()) == 1 &&
           size == t.size());
    demand(EVP_MAC_init(state_->context, nullptr, 0, nullptr) == 1);
    return t;
}

hmac_sha256::tag hmac_sha256::of(bytes_view key, bytes_view data) {
    hmac_sha256 mac{key};
    mac.update(data);
    return mac.finish();
}

bool hmac_sha256::verify(bytes_view key, bytes_view data, bytes_view expected) {
    return constant_time_equal(of(key, data), expected);
}

}  // namespace bounce::crypto
