#include "bounce/durable/code_hash.hpp"
#include "bounce/durable/operation_number.hpp"
#include "bounce/durable/run_uuid.hpp"

#include <gtest/gtest.h>

#include <set>

namespace bounce::durable {

TEST(uuid, is_written_as_the_rfc_says) {
    const auto made = run_uuid::from_random(0xfedcba9876543210U, 0x0123456789abcdefU);
    EXPECT_EQ(made.to_string(), "fedcba98-7654-4210-8123-456789abcdef");
    EXPECT_EQ(run_uuid::parse(made.to_string()).value(), made);
    EXPECT_EQ(run_uuid::parse("FEDCBA98-7654-4210-8123-456789ABCDEF").value(), made);
    EXPECT_EQ(run_uuid::from_bytes(made.raw()), made);
    EXPECT_NE(run_uuid{}, made);
}

TEST(uuid, anything_else_is_refused_by_name) {
    for (const auto* text :
         {"", "fedcba98", "fedcba98-7654-4210-8123-456789abcde",
          "fedcba98-7654-4210-8123-456789abcdef0", "fedcba98x7654-4210-8123-456789abcdef",
          "gedcba98-7654-4210-8123-456789abcdef", "fedcba9-87654-4210-8123-456789abcdef",
          "fedcba9876544210812345678 9abcdef123"}) {
        const auto read = run_uuid::parse(text);
        ASSERT_FALSE(read.has_value()) << text;
        EXPECT_EQ(read.error(), bounce::errc::malformed);
        EXPECT_EQ(read.error().context(), std::string{"read uuid "} + text);
    }
}

// Frozen: a repeated start of a child is recognised by it, also by a later version.
TEST(uuid, that_of_a_child_follows_from_parent_and_number) {
    const auto parent = run_uuid::from_random(1, 2);
    EXPECT_EQ(parent.child(operation_number{1}), parent.child(operation_number{1}));
    EXPECT_EQ(parent.child(operation_number{1}).to_string(),
              "3e73ad5e-33c1-4fbd-9b76-4adaa9eb54b5");
}

TEST(uuid, children_differ_and_look_like_uuids) {
    std::set<run_uuid> all;
    for (std::uint64_t p = 0; p < 100; ++p) {
        const auto parent = run_uuid::from_random(p, 0);
        for (std::uint64_t n = 1; n <= 100; ++n) {
            const auto child = parent.child(operation_number{n});
            EXPECT_TRUE(all.insert(child).second);
            EXPECT_EQ(child.raw()[6] >> 4, 4);
            EXPECT_EQ(child.raw()[8] >> 6, 2);
        }
    }
}

TEST(uuid, keys_are_made_of_it) {
    const auto run = run_uuid::from_random(0xfedcba9876543210U, 0x0123456789abcdefU);
    const auto key = idempotency_key(run, operation_number{17});
    EXPECT_EQ(key, "fedcba98-7654-4210-8123-456789abcdef/17");
    EXPECT_EQ(write_key(key, 2), key + "/2");
}

TEST(uuid, code_hashes_are_written_in_hex) {
    code_hash hash;
    hash.bytes[0] = 0xab;
    hash.bytes[31] = 0x01;
    EXPECT_EQ(hash.to_hex(), "ab" + std::string(60, '0') + "01");
    EXPECT_EQ(code_hash::parse(hash.to_hex()).value(), hash);
    EXPECT_EQ(code_hash::parse("ab").error(), bounce::errc::malformed);
    EXPECT_EQ(code_hash::parse(std::string(64, 'g')).error(), bounce::errc::malformed);
}

}  // namespace bounce::durable
