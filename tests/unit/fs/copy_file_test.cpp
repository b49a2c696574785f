#include "bounce/fs/copy_file.hpp"

#include "support.hpp"

#include "bounce/base/limits.hpp"

#include <cstdlib>

namespace bounce::fs_test {
namespace {

class copy_file : public place {};

TEST_F(copy_file, copies_content_and_mode) {
    const std::string content = noise(limits::copy_step_bytes + 12'345);
    put("a", content);
    std::filesystem::permissions(path("a"), std::filesystem::perms{0755});
    run([&]() -> task<void> {
        EXPECT_EQ((co_await fs::copy_file(path("a"), path("b"))).value(), content.size());
    });
    EXPECT_EQ(get("b"), content);
    EXPECT_EQ(mode("b"), 0755U);
    EXPECT_EQ(count(), 2U);
}

TEST_F(copy_file, copies_what_the_system_cannot_copy_by_itself) {
    run([&]() -> task<void> {
        const auto size = (co_await fs::copy_file("/proc/self/status", path("b"))).value();
        EXPECT_GT(size, 100U);
        EXPECT_EQ(size, get("b").size());
        EXPECT_TRUE(get("b").starts_with("Name:"));
    });
}

TEST_F(copy_file, an_empty_file) {
    put("a", "");
    run([&]() -> task<void> {
        EXPECT_EQ((co_await fs::copy_file(path("a"), path("b"))).value(), 0U);
    });
    EXPECT_TRUE(is_there("b"));
}

TEST_F(copy_file, replaces_only_when_asked) {
    put("a", "new");
    put("b", "old");
    run([&]() -> task<void> {
        const auto refused = co_await fs::copy_file(path("a"), path("b"));
        EXPECT_EQ(refused.error(), std::errc::file_exists);
        EXPECT_EQ(refused.error().message(), "copy " + path("a") + " to " + path("b") +
                                                 ": create " + path("b") + ": File exists");
        EXPECT_EQ(get("b"), "old");
        const fs::copy_file_options replace(true);
        EXPECT_EQ((co_await fs::copy_file(path("a"), path("b"), replace)).value(), 3U);
        EXPECT_EQ(get("b"), "new");
        EXPECT_EQ((co_await fs::copy_file(path("b"), path("b"), replace)).value(), 3U);
        EXPECT_EQ(get("b"), "new");
    });
    EXPECT_EQ(count(), 2U);
}

TEST_F(copy_file, errors_say_what_was_copied_where) {
    std::filesystem::create_directory(path("directory"));
    const std::string make = "mkfifo '" + path("fifo") + "'";
    ASSERT_EQ(std::system(make.c_str()), 0);
    put("a", "");
    run([&]() -> task<void> {
        const auto missing = co_await fs::copy_file(path("no"), path("b"));
        EXPECT_EQ(missing.error().message(), "copy " + path("no") + " to " + path("b") + ": open " +
                                                 path("no") + ": No such file or directory");
        const auto directory = co_await fs::copy_file(path("directory"), path("b"));
        EXPECT_EQ(directory.error(), std::errc::is_a_directory);
        const auto device = co_await fs::copy_file("/dev/zero", path("b"));
        EXPECT_EQ(device.error(), errc::invalid_argument);
        const fs::copy_file_options replace(true);
        const auto onto = co_await fs::copy_file(path("a"), path("directory"), replace);
        EXPECT_EQ(onto.error(), std::errc::is_a_directory);
        const auto into_fifo = co_await fs::copy_file(path("a"), path("fifo"), replace);
        EXPECT_EQ(into_fifo.error(), errc::invalid_argument);
    });
    EXPECT_TRUE(std::filesystem::is_fifo(path("fifo")));
    EXPECT_EQ(count(), 3U);
}

}  // namespace
}  // namespace bounce::fs_test
