#include "bounce/crypto/sha256.hpp"

#include "bounce/base/assert.hpp"

#include <openssl/evp.h>

#include <new>

namespace bounce::crypto {

namespace {

// SHA-256 itself cannot fail; OpenSSL's interface could, if it lacked the algorithm.
void demand(int good) {
    if (good != 1) fatal("OpenSSL has no SHA-256");
}

}  // namespace

// OpenSSL wipes the context when it is freed.
struct sha256::state {
    state() : context{EVP_MD_CTX_new()} {
        if (context == nullptr) throw std::bad_alloc{};
        begin();
    }
    state(const state& other) : state{} { demand(EVP_MD_CTX_copy_ex(context, other.context)); }
    state& operator=(const state&) = delete;
    ~state() { EVP_MD_CTX_free(context); }

    void begin() { demand(EVP_DigestInit_ex(context, EVP_sha256(), nullptr)); }

    EVP_MD_CTX* context;
};

sha256::sha256() : state_{std::make_unique<state>()} {}
sha256::sha256(const sha256& other) : state_{std::make_unique<state>(*other.state_)} {}
sha256::sha256(sha256&&) noexcept = default;
sha256& sha256::operator=(const sha256& other) {
    if (this != &other) state_ = std::make_unique<state>(*other.state_);
    return *this;
}
sha256& sha256::operator=(sha256&&) noexcept = default;
sha256::~sha256() = default;

void sha256::update(bytes_view data) {
    demand(EVP_DigestUpdate(state_->context, data.data(), data.size()));
}

sha256::digest sha256::finish() {
    digest d{};
    demand(
        EVP_DigestFinal_ex(state_->context, reinterpret_cast<unsigned char*>(d.data()), nullptr));
    state_->begin();
    return d;
}

sha256::digest sha256::of(bytes_view data) {
    sha256 hash;
    hash.update(data);
    return hash.finish();
}

}  // namespace bounce::crypto
