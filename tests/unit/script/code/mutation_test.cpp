// Modules that somebody changed: decoding and verifying them gives an error or a module, and what was
// decoded is written the same way again.

#include "sample_module.hpp"
#include "script/code/verify.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace bounce::script {
namespace {

void change(bytes& b, std::mt19937_64& random) {
    const std::size_t at = random() % b.size();
    switch (random() % 5) {
        case 0: b[at] ^= static_cast<std::byte>(1U << random() % 8); return;
        case 1: b[at] = static_cast<std::byte>(random()); return;
        case 2: b.erase(b.begin() + static_cast<std::ptrdiff_t>(at)); return;
        case 3:
            b.insert(b.begin() + static_cast<std::ptrdiff_t>(at), static_cast<std::byte>(random()));
            return;
        default: b[at] = b[random() % b.size()]; return;
    }
}

TEST(mutated_code, gives_an_error_or_a_module_and_never_harm) {
    const char* wanted = std::getenv("BOUNCE_MUTATIONS");
    const unsigned long count = wanted != nullptr ? std::strtoul(wanted, nullptr, 10) : 20'000;
    const bytes good = encode_module(sample::module());
    std::mt19937_64 random{7};
    unsigned long decoded_count = 0;
    unsigned long verified_count = 0;
    for (unsigned long n = 0; n < count; ++n) {
        bytes b = good;
        for (std::uint64_t left = 1 + random() % 3; left > 0; --left) change(b, random);
        const auto decoded = decode_module(b);
        if (!decoded) continue;
        ++decoded_count;
        ASSERT_EQ(encode_module(*decoded), b);
        if (verify_module(*decoded, {})) ++verified_count;
    }
    // The test reaches what it is about: the verifier, and modules that it lets pass.
    EXPECT_GT(decoded_count, count / 10);
    EXPECT_GT(verified_count, count / 50);
}

}  // namespace
}  // namespace bounce::script
