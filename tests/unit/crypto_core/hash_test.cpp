#include "bounce/base/limits.hpp"
#include "bounce/crypto/constant_time_equal.hpp"
#include "bounce/crypto/hmac_sha256.hpp"
#include "bounce/crypto/random_bytes.hpp"
#include "bounce/crypto/sha256.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

namespace {

using bounce::as_bytes;
using bounce::errc;
using bounce::to_hex;
using namespace bounce::crypto;

TEST(sha256, known_digests) {
    EXPECT_EQ(to_hex(sha256::of({})),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256::of(as_bytes("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(sha256::of(as_bytes(std::string(1'000'000, 'a')))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(sha256, pieces_make_no_difference) {
    std::string text;
    for (std::size_t i = 0; i < 2 * sha256::block_size + 1; ++i) text += static_cast<char>(i);
    const auto whole = sha256::of(as_bytes(text));
    sha256 hash;
    for (std::size_t at = 0; at <= text.size(); ++at) {
        hash.update(as_bytes(std::string_view{text}.substr(0, at)));
        hash.update({});
        hash.update(as_bytes(std::string_view{text}.substr(at)));
        EXPECT_EQ(hash.finish(), whole) << at;
    }
}

TEST(sha256, copies_go_on_alone) {
    sha256 a;
    a.update(as_bytes("a"));
    sha256 b{a};
    b.update(as_bytes("bc"));
    EXPECT_EQ(a.finish(), sha256::of(as_bytes("a")));
    EXPECT_EQ(b.finish(), sha256::of(as_bytes("abc")));
    a.update(as_bytes("ab"));
    b = a;
    const auto& same = a;
    a = same;
    sha256 c{std::move(b)};
    c.update(as_bytes("c"));
    EXPECT_EQ(c.finish(), sha256::of(as_bytes("abc")));
    EXPECT_EQ(a.finish(), sha256::of(as_bytes("ab")));
}

TEST(hmac_sha256, known_tags) {
    EXPECT_EQ(to_hex(hmac_sha256::of(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(to_hex(hmac_sha256::of({}, {})),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    EXPECT_EQ(to_hex(hmac_sha256::of(as_bytes(std::string(200, 'k')), as_bytes("msg"))),
              "e2adadca233bc31c6e6126c865132c3e945f9dedd44797a1e5acc3c037bc21fc");
}

TEST(hmac_sha256, goes_on_with_its_key) {
    hmac_sha256 mac{as_bytes("Jefe")};
    for (int i = 0; i < 2; ++i) {
        mac.update(as_bytes("what do ya want "));
        mac.update(as_bytes("for nothing?"));
        EXPECT_EQ(mac.finish(),
                  hmac_sha256::of(as_bytes("Jefe"), as_bytes("what do ya want for nothing?")));
    }
    hmac_sha256 moved{std::move(mac)};
    EXPECT_EQ(moved.finish(), hmac_sha256::of(as_bytes("Jefe"), {}));
    // An empty key is a key, not "the one of before".
    hmac_sha256 empty{{}};
    EXPECT_EQ(empty.finish(), hmac_sha256::of({}, {}));
    EXPECT_EQ(empty.finish(), hmac_sha256::of({}, {}));
}

TEST(hmac_sha256, verifies_whole_tags_only) {
    const auto tag = hmac_sha256::of(as_bytes("k"), as_bytes("m"));
    EXPECT_TRUE(hmac_sha256::verify(as_bytes("k"), as_bytes("m"), tag));
    for (std::size_t i = 0; i < tag.size(); ++i) {
        auto wrong = tag;
        wrong[i] ^= std::byte{1};
        EXPECT_FALSE(hmac_sha256::verify(as_bytes("k"), as_bytes("m"), wrong)) << i;
        EXPECT_FALSE(hmac_sha256::verify(as_bytes("k"), as_bytes("m"), std::span{tag}.first(i)));
    }
    EXPECT_FALSE(hmac_sha256::verify(as_bytes("l"), as_bytes("m"), tag));
    EXPECT_FALSE(hmac_sha256::verify(as_bytes("k"), as_bytes("n"), tag));
}

TEST(constant_time_equal, compares) {
    EXPECT_TRUE(constant_time_equal({}, {}));
    EXPECT_TRUE(constant_time_equal(as_bytes("abc"), as_bytes("abc")));
    EXPECT_FALSE(constant_time_equal(as_bytes("abc"), as_bytes("abd")));
    EXPECT_FALSE(constant_time_equal(as_bytes("abc"), as_bytes("bbc")));
    EXPECT_FALSE(constant_time_equal(as_bytes("abc"), as_bytes("ab")));
    EXPECT_FALSE(constant_time_equal(as_bytes("a"), {}));
}

TEST(random_bytes, are_as_many_as_asked_for_and_differ) {
    EXPECT_TRUE(random_bytes(0).value().empty());
    std::set<bounce::bytes> seen;
    for (int i = 0; i < 100; ++i) {
        auto some = random_bytes(16).value();
        EXPECT_EQ(some.size(), 16U);
        EXPECT_TRUE(seen.insert(std::move(some)).second);
    }
    EXPECT_EQ(random_bytes(bounce::limits::random_bytes).value().size(),
              bounce::limits::random_bytes);
    EXPECT_EQ(random_bytes(bounce::limits::random_bytes + 1).error(), errc::limit_exceeded);
    EXPECT_EQ(random_bytes(bounce::limits::random_bytes + 1).error().message(),
              "read random bytes: 16777217: limit exceeded");
}

}  // namespace
