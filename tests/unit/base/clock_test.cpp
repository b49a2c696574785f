#include "bounce/base/clock.hpp"

#include <gtest/gtest.h>

namespace bounce {
namespace {

TEST(clock, never_goes_backwards) {
    auto last = steady_clock::now();
    for (int i = 0; i < 1000; ++i) {
        const auto now = steady_clock::now();
        EXPECT_GE(now, last);
        last = now;
    }
}

TEST(clock, wall_clock_is_after_2020) { EXPECT_GT(wall_clock_now(), seconds{1'577'836'800}); }

TEST(clock, addition_stops_at_the_ends) {
    EXPECT_EQ(saturating_add(time_point::max() - nanoseconds{1}, seconds{1}), time_point::max());
    EXPECT_EQ(saturating_add(time_point::min() + nanoseconds{1}, -seconds{1}), time_point::min());
    EXPECT_EQ(saturating_add(time_point{}, nanoseconds::max()), time_point::max());
    EXPECT_EQ(saturating_add(time_point{seconds{1}}, seconds{2}), time_point{seconds{3}});
}

}  // namespace
}  // namespace bounce
