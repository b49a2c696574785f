#include "memory_system.hpp"
#include "support.hpp"

#include "bounce/fs/write_file_atomic.hpp"

namespace bounce::fs_test {
namespace {

class atomic_write : public testing::Test {
protected:
    atomic_write() { reset(); }

    void reset() {
        disk.reset();
        disk.put("/d/a", "old", fs::file_mode{0640});
    }

    result<void> replace(fs::write_file_atomic_options options = fs::write_file_atomic_options{}) {
        result<void> outcome;
        run([&]() -> task<void> {
            outcome = co_await fs::write_file_atomic("/d/a", "the new one", options);
        });
        return outcome;
    }

    memory_system& disk = memory_system::instance();
};

TEST_F(atomic_write, does_its_steps_in_the_right_order) {
    EXPECT_TRUE(replace().has_value());
    const std::vector<std::string> steps{"stat", "open",  "write",  "set_mode",
                                         "sync", "close", "rename", "sync_directory"};
    EXPECT_EQ(disk.calls, steps);
    EXPECT_EQ(disk.content("/d/a"), "the new one");
    EXPECT_EQ(disk.mode("/d/a"), fs::file_mode{0640});
    EXPECT_EQ(disk.files(), 1U);
    EXPECT_EQ(disk.open_handles, 0U);
}

TEST_F(atomic_write, a_failure_of_any_step_leaves_the_old_file_and_nothing_else) {
    const std::vector<std::string> phrases{"stat /d/a",          "create /d/.a.", "write /d/.a.",
                                           "set mode of /d/.a.", "sync /d/.a.",   "close /d/.a.",
                                           "rename /d/.a."};
    for (std::size_t step = 1; step <= phrases.size(); ++step) {
        reset();
        disk.fail_only(step);
        const result<void> outcome = replace();
        ASSERT_FALSE(outcome.has_value()) << phrases[step - 1];
        EXPECT_EQ(outcome.error(), std::errc::io_error);
        EXPECT_TRUE(outcome.error().message().starts_with("replace /d/a: " + phrases[step - 1]))
            << outcome.error().message();
        EXPECT_EQ(disk.content("/d/a"), "old") << phrases[step - 1];
        EXPECT_EQ(disk.files(), 1U) << phrases[step - 1];
        EXPECT_EQ(disk.open_handles, 0U) << phrases[step - 1];
    }
}

TEST_F(atomic_write, the_last_step_alone_may_fail_after_the_fact_and_says_so) {
    disk.fail_only(8);
    const result<void> outcome = replace();
    ASSERT_FALSE(outcome.has_value());
    EXPECT_TRUE(
        outcome.error().message().starts_with("replace /d/a: sync the directory of /d/a: "));
    EXPECT_EQ(disk.content("/d/a"), "the new one");
    EXPECT_EQ(disk.files(), 1U);
}

TEST_F(atomic_write, after_a_power_cut_at_any_moment_there_is_the_old_content_or_the_new) {
    for (const bool names_survive : {false, true}) {
        for (std::size_t step = 1; step <= 9; ++step) {
            reset();
            disk.fail_from = step;
            const result<void> outcome = replace();
            disk.cut_power(names_survive);
            ASSERT_TRUE(disk.is_there("/d/a")) << step;
            const std::string content = disk.content("/d/a");
            EXPECT_TRUE(content == "old" || content == "the new one") << step << ": " << content;
            if (outcome) {
                EXPECT_EQ(content, "the new one");
            }
        }
    }
}

TEST_F(atomic_write, without_sync_there_is_none) {
    fs::write_file_atomic_options options(fs::private_file);
    options.sync = false;
    EXPECT_TRUE(replace(options).has_value());
    const std::vector<std::string> steps{"stat", "open", "write", "close", "rename"};
    EXPECT_EQ(disk.calls, steps);
    EXPECT_EQ(disk.mode("/d/a"), fs::private_file);
}

TEST_F(atomic_write, a_full_disk_and_a_full_table_of_descriptors_are_said) {
    disk.room = 5;
    disk.transfer_max = 3;
    const result<void> full = replace();
    EXPECT_EQ(full.error(), std::errc::no_space_on_device);
    EXPECT_TRUE(full.error().message().ends_with(": No space left on device"));
    EXPECT_EQ(disk.content("/d/a"), "old");
    EXPECT_EQ(disk.files(), 1U);

    reset();
    disk.fail_only(2);
    disk.failure = std::errc::too_many_files_open;
    EXPECT_TRUE(replace().error().message().ends_with(": Too many open files"));
}

TEST_F(atomic_write, a_name_that_is_taken_is_not_used) {
    // The disk's next random number, and thereby our next name, is known here.
    const std::uint64_t first = disk.next_random + 0x9e3779b9;
    const std::string taken = "/d/.a." + to_hex(std::as_bytes(std::span{&first, 1})) + ".tmp";
    disk.put(taken, "somebody else's");
    EXPECT_TRUE(replace().has_value());
    EXPECT_EQ(disk.content("/d/a"), "the new one");
    EXPECT_EQ(disk.content(taken), "somebody else's");
}

}  // namespace
}  // namespace bounce::fs_test
