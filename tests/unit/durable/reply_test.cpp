#include "bounce/durable/reply.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace bounce::durable {

namespace {

struct answers {
    std::vector<result<int>> got;
    [[nodiscard]] reply<int> to() {
        return [this](result<int> r) { got.push_back(std::move(r)); };
    }
};

}  // namespace

TEST(reply, gives_the_answer) {
    answers a;
    {
        auto r = a.to();
        r(7);
    }
    ASSERT_EQ(a.got.size(), 1U);
    EXPECT_EQ(a.got[0].value(), 7);
}

TEST(reply, that_is_dropped_answers_closed) {
    answers a;
    {
        auto r = a.to();
    }
    ASSERT_EQ(a.got.size(), 1U);
    EXPECT_EQ(a.got[0].error(), bounce::errc::closed);
}

TEST(reply, that_is_moved_answers_once) {
    answers a;
    {
        auto r = a.to();
        auto s = std::move(r);
        auto inside = [moved = std::move(s)]() mutable { moved(1); };
        inside();
    }
    ASSERT_EQ(a.got.size(), 1U);
    EXPECT_EQ(a.got[0].value(), 1);
}

TEST(reply, that_is_replaced_answers_closed) {
    answers a;
    answers b;
    {
        auto r = a.to();
        r = b.to();
        ASSERT_EQ(a.got.size(), 1U);
        EXPECT_EQ(a.got[0].error(), bounce::errc::closed);
        EXPECT_TRUE(b.got.empty());
        r(3);
    }
    ASSERT_EQ(b.got.size(), 1U);
    EXPECT_EQ(b.got[0].value(), 3);
}

TEST(reply_death, answers_twice_only_once) {
    answers a;
    auto r = a.to();
    r(1);
    EXPECT_DEATH(r(2), "answered a call twice");
}

}  // namespace bounce::durable
