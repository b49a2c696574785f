#include "bounce/crypto/secret.hpp"

#include "allocations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace {

// One block whose contents are looked at when it is freed.
const void* watched = nullptr;
std::size_t watched_size = 0;
bool was_freed = false;
bool was_wiped = false;

void look_at(const volatile void* block) noexcept {
    if (block != watched || watched == nullptr) return;
    const auto* bytes = static_cast<const unsigned char*>(watched);
    was_freed = true;
    was_wiped = std::all_of(bytes, bytes + watched_size, [](unsigned char b) { return b == 0; });
    watched = nullptr;
}

void watch(bounce::bytes_view block) {
    watched = block.data();
    watched_size = block.size();
    was_freed = was_wiped = false;
    allocations::before_release = &look_at;
}

using bounce::as_bytes;
using bounce::as_text;
using bounce::crypto::secret;

TEST(secret, is_wiped_when_it_dies) {
    {
        const secret s{"a key that is long enough to live on the heap"};
        watch(s.view());
    }
    EXPECT_TRUE(was_freed);
    EXPECT_TRUE(was_wiped);
}

TEST(secret, is_wiped_when_another_takes_its_place) {
    secret s{"the first key, of forty characters or so"};
    watch(s.view());
    s = secret{"another"};
    EXPECT_TRUE(was_freed);
    EXPECT_TRUE(was_wiped);
    EXPECT_EQ(as_text(s), "another");
}

TEST(secret, moves_leave_nothing_behind) {
    secret a{"0123456789abcdef0123456789abcdef"};
    const auto* place = a.view().data();
    secret b{std::move(a)};
    EXPECT_EQ(b.view().data(), place) << "moved, not copied";
    EXPECT_TRUE(a.empty());  // NOLINT(bugprone-use-after-move): that is the question
    a = std::move(b);
    EXPECT_EQ(a.view().data(), place);
    auto& same = a;
    a = std::move(same);
    EXPECT_EQ(a.size(), 32U);
    EXPECT_EQ(a, a.copy());
    EXPECT_NE(a.copy().view().data(), place);
    EXPECT_FALSE(a == secret{"x"});
}

TEST(secret, of_size_is_zero_and_writable) {
    auto s = secret::of_size(3);
    EXPECT_EQ(s, secret(std::string_view{"\0\0\0", 3}));
    s.span()[0] = std::byte{'x'};
    EXPECT_EQ(as_text(s)[0], 'x');
    EXPECT_TRUE(secret{}.empty());
}

TEST(wipe, clears_bytes) {
    auto data = bounce::to_bytes("abc");
    bounce::crypto::wipe(data);
    EXPECT_EQ(data, bounce::bytes(3));
    bounce::crypto::wipe({});
}

}  // namespace
