#include "crypto/core/pbkdf2.hpp"

#include "bounce/base/limits.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace {

using bounce::as_bytes;
using bounce::errc;
using bounce::to_hex;
using bounce::crypto::core::pbkdf2_cost;
using bounce::crypto::core::pbkdf2_sha256;

std::string derived(std::string_view password, std::string_view salt, const pbkdf2_cost& cost) {
    return to_hex(pbkdf2_sha256(as_bytes(password), as_bytes(salt), cost).value());
}

TEST(pbkdf2_sha256, known_keys) {
    EXPECT_EQ(derived("passwd", "salt", {1, 64}),
              "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
              "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
    EXPECT_EQ(derived("Password", "NaCl", {80000, 64}),
              "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
              "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d");
    EXPECT_EQ(derived("", "", {3, 20}), "b372796454d37ac042a195b62eeb7cfed38ddd92");
    EXPECT_EQ(derived({"a\0b", 3}, {"s\0t", 3}, {2, 33}),
              "e6887792983a33004326448769d07f1e398da45e9e883d8cfda8b162ddbabd3072");
}

TEST(pbkdf2_sha256, refuses_costs_out_of_range) {
    const auto failure = [](std::uint32_t iterations, std::size_t size) {
        return pbkdf2_sha256(as_bytes("p"), as_bytes("s"), pbkdf2_cost{iterations, size}).error();
    };
    EXPECT_EQ(failure(0, 32), errc::invalid_argument);
    EXPECT_EQ(failure(1, 0), errc::invalid_argument);
    EXPECT_EQ(failure(bounce::limits::pbkdf2_iterations + 1, 32), errc::limit_exceeded);
    EXPECT_EQ(failure(1, bounce::limits::derived_key_bytes + 1), errc::limit_exceeded);
    EXPECT_EQ(failure(0, 32).message(), "derive a key with 0 iterations: invalid argument");
    EXPECT_EQ(pbkdf2_sha256(as_bytes("p"), as_bytes("s"), {1, bounce::limits::derived_key_bytes})
                  .value()
                  .size(),
              bounce::limits::derived_key_bytes);
}

}  // namespace
