#include "http/server/patience.hpp"

#include <gtest/gtest.h>

namespace bounce::http_test {

namespace {

using namespace std::chrono_literals;
using http::detail::patience;

TEST(patience, is_used_up_by_waiting_and_earned_back_by_bytes) {
    patience p{10s, 100};
    EXPECT_EQ(p.left(), 10s);
    p.waited(4s, 100);
    EXPECT_EQ(p.left(), 7s);
    p.waited(4s, 0);
    EXPECT_EQ(p.left(), 3s);
    p.waited(1s, 200);
    EXPECT_EQ(p.left(), 4s);
    p.waited(5s, 0);
    EXPECT_EQ(p.left(), 0s);
    p.restore();
    EXPECT_EQ(p.left(), 10s);
}

TEST(patience, never_grows_beyond_what_it_began_with) {
    patience p{10s, 100};
    p.waited(1s, 100'000'000);
    EXPECT_EQ(p.left(), 10s);
    p.waited(0s, std::numeric_limits<std::size_t>::max());
    EXPECT_EQ(p.left(), 10s);
    p.waited(2s, 200);
    EXPECT_EQ(p.left(), 10s);
}

TEST(patience, has_a_least_speed_even_if_none_is_given) {
    patience p{10s, 0};
    p.waited(5s, 1);
    EXPECT_EQ(p.left(), 6s);
}

}  // namespace

}  // namespace bounce::http_test
