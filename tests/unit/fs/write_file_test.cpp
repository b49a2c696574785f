#include "bounce/fs/write_file.hpp"

#include "support.hpp"

#include "bounce/fs/read_file.hpp"
#include "bounce/fs/write_file_atomic.hpp"

#include <cstdlib>

namespace bounce::fs_test {
namespace {

class write_file : public place {};
class write_file_atomic : public place {};

TEST_F(write_file, creates_a_private_file_or_replaces_the_content) {
    run([&]() -> task<void> {
        (co_await fs::write_file(path("a"), "first, and longer")).value();
        EXPECT_EQ(get("a"), "first, and longer");
        EXPECT_EQ(mode("a"), 0600U);
        (co_await fs::write_file(path("a"), to_bytes("second"))).value();
        EXPECT_EQ(get("a"), "second");
    });
}

TEST_F(write_file, takes_a_mode_for_what_it_creates) {
    run([&]() -> task<void> {
        fs::write_file_options options(fs::file_mode{0640});
        options.sync = true;
        (co_await fs::write_file(path("a"), "x", options)).value();
        EXPECT_EQ(mode("a") & ~027U, 0640U & ~027U);
        EXPECT_NE(mode("a"), 0600U);
    });
}

TEST_F(write_file, appends) {
    run([&]() -> task<void> {
        (co_await fs::append_file(path("a"), "one ")).value();
        (co_await fs::append_file(path("a"), to_bytes("two"))).value();
        EXPECT_EQ(get("a"), "one two");
        EXPECT_EQ(mode("a"), 0600U);
    });
}

TEST_F(write_file, names_operation_and_object_in_errors) {
    run([&]() -> task<void> {
        const auto missing = co_await fs::write_file(path("no/where"), "x");
        EXPECT_EQ(missing.error().message(),
                  "open " + path("no/where") + ": No such file or directory");
        const auto directory = co_await fs::append_file(root(), "x");
        EXPECT_EQ(directory.error().message(), "open " + root() + ": Is a directory");
        // Even root may not write this one; where all of it is read-only the system says that instead.
        const auto denied = co_await fs::write_file("/proc/sys/kernel/ostype", "x");
        if (denied.error() != std::errc::read_only_file_system) {
            EXPECT_EQ(denied.error().message(), "open /proc/sys/kernel/ostype: Permission denied");
        }
        const auto full = co_await fs::write_file("/dev/full", "x");
        EXPECT_EQ(full.error().message(), "write /dev/full: No space left on device");
    });
}

TEST_F(write_file_atomic, creates_a_private_file) {
    run([&]() -> task<void> {
        (co_await fs::write_file_atomic(path("a"), "content")).value();
        EXPECT_EQ(get("a"), "content");
        EXPECT_EQ(mode("a"), 0600U);
        EXPECT_EQ(count(), 1U);
    });
}

TEST_F(write_file_atomic, replaces_and_keeps_the_mode) {
    put("a", "old");
    std::filesystem::permissions(path("a"), std::filesystem::perms{0751});
    run([&]() -> task<void> {
        (co_await fs::write_file_atomic(path("a"), to_bytes("new"))).value();
        EXPECT_EQ(get("a"), "new");
        EXPECT_EQ(mode("a"), 0751U);
        const fs::write_file_atomic_options exact(fs::file_mode{0666});
        (co_await fs::write_file_atomic(path("a"), "newer", exact)).value();
        EXPECT_EQ(get("a"), "newer");
        EXPECT_EQ(mode("a"), 0666U);
        EXPECT_EQ(count(), 1U);
    });
}

TEST_F(write_file_atomic, replaces_the_name_and_not_what_a_link_leads_to) {
    put("target", "old");
    std::filesystem::create_symlink("target", path("link"));
    run([&]() -> task<void> {
        (co_await fs::write_file_atomic(path("link"), "new")).value();
        EXPECT_EQ(get("target"), "old");
        EXPECT_EQ(get("link"), "new");
        EXPECT_FALSE(std::filesystem::is_symlink(path("link")));
    });
}

TEST_F(write_file_atomic, works_for_the_longest_names_and_for_a_name_alone) {
    const std::string longest(255, 'n');
    run([&]() -> task<void> {
        (co_await fs::write_file_atomic(path(longest), "content")).value();
        EXPECT_EQ(get(longest), "content");
    });
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(root());
    run([&]() -> task<void> { (co_await fs::write_file_atomic("short", "content")).value(); });
    std::filesystem::current_path(before);
    EXPECT_EQ(get("short"), "content");
    EXPECT_EQ(count(), 2U);
}

TEST_F(write_file_atomic, leaves_nothing_behind_when_it_fails) {
    std::filesystem::create_directory(path("directory"));
    const std::string make = "mkfifo '" + path("fifo") + "'";
    ASSERT_EQ(std::system(make.c_str()), 0);
    run([&]() -> task<void> {
        const auto onto = co_await fs::write_file_atomic(path("directory"), "x");
        EXPECT_EQ(onto.error(), std::errc::is_a_directory);
        EXPECT_EQ(onto.error().message(), "replace " + path("directory") + ": Is a directory");
        const auto fifo = co_await fs::write_file_atomic(path("fifo"), "x");
        EXPECT_EQ(fifo.error(), errc::invalid_argument);
        EXPECT_EQ(fifo.error().message(), "replace " + path("fifo") + ": " + path("fifo") +
                                              " is no regular file: invalid argument");
        EXPECT_TRUE(std::filesystem::is_fifo(path("fifo")));
        const auto into = co_await fs::write_file_atomic(path("no/where"), "x");
        EXPECT_EQ(into.error(), std::errc::no_such_file_or_directory);
        const auto slash = co_await fs::write_file_atomic(path("new/"), "x");
        EXPECT_EQ(slash.error().message(), "replace " + path("new/") + ": Is a directory");
    });
    EXPECT_EQ(count(), 2U);
    EXPECT_EQ(count("directory"), 0U);
}

TEST_F(write_file_atomic, readers_see_the_old_or_the_new_content_whole) {
    const std::string one(100'000, '1');
    const std::string two(200'000, '2');
    put("a", one);
    fs::write_file_atomic_options fast;
    fast.sync = false;
    run([&]() -> task<void> {
        for (int i = 0; i < 20; ++i) {
            auto writing = spawn(fs::write_file_atomic(path("a"), i % 2 == 0 ? two : one, fast));
            while (!writing.ended()) {
                const std::string seen = (co_await fs::read_file(path("a"))).value();
                EXPECT_TRUE(seen == one || seen == two);
            }
            (co_await writing).value();
        }
    });
}

}  // namespace
}  // namespace bounce::fs_test
