#include "durable/process/crash_point.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

namespace {

using bounce::durable::crash_point;

// The choice is read once in a process, so each case has a process of its own.
[[noreturn]] void pass(const char* choice, const char* name, int times) {
    ::setenv("BOUNCE_CRASH_AT", choice, 1);
    for (int i = 0; i < times; ++i) crash_point(name);
    std::_Exit(0);
}

struct crash_point_death : testing::Test {
    void SetUp() override {
#ifndef BOUNCE_CRASH_POINTS
        GTEST_SKIP() << "this build has no crash points";
#endif
        GTEST_FLAG_SET(death_test_style, "threadsafe");
    }
};

TEST_F(crash_point_death, ends_the_process_at_its_name) {
    EXPECT_EXIT(pass("in_commit", "in_commit", 1), testing::KilledBySignal(SIGKILL), "");
    EXPECT_EXIT(pass("in_commit", "after_commit", 5), testing::ExitedWithCode(0), "");
    EXPECT_EXIT(pass("", "after_commit", 5), testing::ExitedWithCode(0), "");
}

TEST_F(crash_point_death, counts) {
    EXPECT_EXIT(pass("after_effect:3", "after_effect", 2), testing::ExitedWithCode(0), "");
    EXPECT_EXIT(pass("after_effect:3", "after_effect", 3), testing::KilledBySignal(SIGKILL), "");
}

TEST_F(crash_point_death, refuses_a_name_that_does_not_exist) {
    for (const char* wrong :
         {"after_effects", "after_effect:", "after_effect:0", "after_effect:1x"})
        EXPECT_EXIT(pass(wrong, "after_effect", 1), testing::KilledBySignal(SIGABRT),
                    "names no crash point")
            << wrong;
}

}  // namespace
