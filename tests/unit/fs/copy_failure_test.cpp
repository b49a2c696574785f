#include "memory_system.hpp"
#include "support.hpp"

#include "bounce/fs/copy_file.hpp"

#include <algorithm>

namespace bounce::fs_test {
namespace {

const std::string content = "content of twenty-nine bytes.";

class copy_failure : public testing::Test {
protected:
    void reset() {
        disk.reset();
        disk.put("a", content, fs::file_mode{0644});
        disk.put("old", "old");
        disk.transfer_max = 10;
    }

    result<std::uint64_t> copy(const std::string& to, bool replace) {
        result<std::uint64_t> outcome{std::uint64_t{0}};
        const fs::copy_file_options options(replace);
        run([&]() -> task<void> { outcome = co_await fs::copy_file("a", to, options); });
        return outcome;
    }

    memory_system& disk = memory_system::instance();
};

TEST_F(copy_failure, any_failure_leaves_no_copy_and_what_was_there) {
    for (const bool system_copies : {true, false}) {
        for (const bool replace : {true, false}) {
            const std::string to = replace ? "old" : "new";
            std::size_t step = 1;
            for (;; ++step) {
                reset();
                disk.can_copy_range = system_copies;
                disk.fail_only(step);
                const auto outcome = copy(to, replace);
                EXPECT_EQ(disk.open_handles, 0U) << step;
                if (outcome) break;
                EXPECT_EQ(outcome.error(), std::errc::io_error);
                EXPECT_TRUE(outcome.error().message().starts_with("copy a to " + to + ": "));
                EXPECT_EQ(disk.files(), 2U) << step;
                EXPECT_EQ(disk.content("old"), "old") << step;
                ASSERT_LT(step, 100U);
            }
            EXPECT_GT(step, 6U);
            EXPECT_EQ(disk.content(to), content);
            EXPECT_EQ(disk.mode(to), fs::file_mode{0644});
        }
    }
}

TEST_F(copy_failure, is_private_until_it_is_complete) {
    reset();
    ASSERT_TRUE(copy("new", false).has_value());
    const auto& calls = disk.calls;
    const auto mode_set = std::ranges::find(calls, "set_mode");
    EXPECT_NE(mode_set, calls.end());
    EXPECT_EQ(std::find(mode_set, calls.end(), "copy_range"), calls.end());
    EXPECT_EQ(std::find(mode_set, calls.end(), "write"), calls.end());
}

TEST_F(copy_failure, a_full_disk) {
    for (const bool system_copies : {true, false}) {
        reset();
        disk.can_copy_range = system_copies;
        disk.room = 15;
        const auto outcome = copy("new", false);
        EXPECT_EQ(outcome.error().message(), "copy a to new: write new: No space left on device");
        EXPECT_FALSE(disk.is_there("new"));
    }
}

}  // namespace
}  // namespace bounce::fs_test
