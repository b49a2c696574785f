#include "bounce/base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace bounce {
namespace {

result<int> half(int n) {
    if (n % 2 != 0) return error{errc::invalid_argument}.in("halve", std::to_string(n));
    return n / 2;
}

TEST(result, holds_a_value_or_an_error) {
    const result<int> good = half(4);
    const result<int> bad = half(3);
    EXPECT_TRUE(good.has_value());
    EXPECT_EQ(*good, 2);
    EXPECT_FALSE(bad.has_value());
    EXPECT_EQ(bad.error().message(), "halve 3: invalid argument");
}

TEST(result, and_then_stops_at_the_first_error) {
    EXPECT_EQ(half(8).and_then(half).and_then(half).value(), 1);
    EXPECT_EQ(half(6).and_then(half).and_then(half).error().message(), "halve 3: invalid argument");
}

TEST(result, transform_changes_the_value_only) {
    EXPECT_EQ(half(8).transform([](int n) { return std::to_string(n); }).value(), "4");
    EXPECT_EQ(half(1).transform([](int) { return 1.5; }).error(), errc::invalid_argument);
    int seen = 0;
    result<void> done = half(8).transform([&](int n) { seen = n; });
    EXPECT_TRUE(done.has_value());
    EXPECT_EQ(seen, 4);
}

TEST(result, or_else_replaces_the_error) {
    EXPECT_EQ(half(1).or_else([](error) -> result<int> { return 7; }).value(), 7);
    EXPECT_EQ(half(2).or_else([](error) -> result<int> { return 7; }).value(), 1);
}

TEST(result, value_or) {
    EXPECT_EQ(half(1).value_or(9), 9);
    EXPECT_EQ(half(2).value_or(9), 1);
}

TEST(result, carries_what_can_only_be_moved) {
    result<std::unique_ptr<int>> r = std::make_unique<int>(3);
    std::unique_ptr<int> p = *std::move(r);
    EXPECT_EQ(*p, 3);
}

TEST(result, converts_what_the_value_can_be_made_of) {
    const result<std::string> r = "text";
    EXPECT_EQ(*r, "text");
}

TEST(result, of_nothing) {
    result<void> good;
    EXPECT_TRUE(good.has_value());
    result<void> bad = errc::closed;
    EXPECT_EQ(std::move(bad).in("send", "channel").error().message(), "send channel: closed");
    EXPECT_EQ(result<void>{}.and_then([]() -> result<int> { return 1; }).value(), 1);
    EXPECT_EQ(result<void>{}.transform([] { return 2; }).value(), 2);
}

TEST(result_death, the_value_of_a_failure_names_the_failure) {
    EXPECT_DEATH(static_cast<void>(*half(3)), "halve 3: invalid argument");
    EXPECT_DEATH(static_cast<void>(half(2).error()), "holds a value");
}

}  // namespace
}  // namespace bounce
