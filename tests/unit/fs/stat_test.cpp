#include "bounce/fs/stat.hpp"

#include "support.hpp"

#include "bounce/fs/rename.hpp"

namespace bounce::fs_test {
namespace {

class stat : public place {};

TEST_F(stat, tells_type_size_mode_and_times) {
    put("a", "12345");
    std::filesystem::permissions(path("a"), std::filesystem::perms{0640});
    const nanoseconds now = wall_clock_now();
    run([&]() -> task<void> {
        const fs::metadata info = (co_await fs::stat(path("a"))).value();
        EXPECT_TRUE(info.is_regular());
        EXPECT_EQ(info.size_bytes, 5U);
        EXPECT_EQ(info.mode, fs::file_mode{0640});
        EXPECT_EQ(info.links, 1U);
        EXPECT_LT(info.modified > now ? info.modified - now : now - info.modified, seconds{60});
        EXPECT_GE(info.changed, info.modified);

        EXPECT_TRUE((co_await fs::stat(root())).value().is_directory());
        EXPECT_EQ((co_await fs::stat("/dev/null")).value().type, fs::file_type::character_device);
        EXPECT_EQ((co_await fs::size(path("a"))).value(), 5U);
    });
}

TEST_F(stat, follows_links_unless_told_otherwise) {
    put("a", "12345");
    std::filesystem::create_symlink("a", path("link"));
    std::filesystem::create_hard_link(path("a"), path("same"));
    run([&]() -> task<void> {
        const fs::metadata a = (co_await fs::stat(path("a"))).value();
        const fs::metadata followed = (co_await fs::stat(path("link"))).value();
        const fs::metadata kept = (co_await fs::stat(path("link"), fs::links::keep)).value();
        const fs::metadata same = (co_await fs::stat(path("same"))).value();
        EXPECT_TRUE(followed.same_file(a));
        EXPECT_TRUE(kept.is_symlink());
        EXPECT_FALSE(kept.same_file(a));
        EXPECT_TRUE(same.same_file(a));
        EXPECT_EQ(same.links, 2U);
    });
}

TEST_F(stat, exists_tells_no_from_unknown) {
    put("a", "");
    std::filesystem::create_symlink("nowhere", path("dangling"));
    std::filesystem::create_symlink("circle", path("circle"));
    run([&]() -> task<void> {
        EXPECT_TRUE((co_await fs::exists(path("a"))).value());
        EXPECT_FALSE((co_await fs::exists(path("b"))).value());
        EXPECT_FALSE((co_await fs::exists(path("a/b"))).value());
        EXPECT_FALSE((co_await fs::exists(path("dangling"))).value());
        const auto circle = co_await fs::exists(path("circle"));
        EXPECT_EQ(circle.error(), std::errc::too_many_symbolic_link_levels);
    });
}

TEST_F(stat, sets_the_mode_exactly) {
    put("a", "");
    run([&]() -> task<void> {
        (co_await fs::set_mode(path("a"), fs::file_mode(0666))).value();
        EXPECT_EQ(mode("a"), 0666U);
        const auto missing = co_await fs::set_mode(path("b"), fs::private_file);
        EXPECT_EQ(missing.error().message(),
                  "set mode of " + path("b") + ": No such file or directory");
    });
}

TEST_F(stat, reads_and_creates_links) {
    const std::string far(700, 'x');
    run([&]() -> task<void> {
        (co_await fs::create_symlink(path("link"), far)).value();
        EXPECT_EQ((co_await fs::read_symlink(path("link"))).value(), far);
        const auto again = co_await fs::create_symlink(path("link"), "other");
        EXPECT_EQ(again.error(), std::errc::file_exists);
        const auto none = co_await fs::read_symlink(root());
        EXPECT_EQ(none.error().message(), "read link " + root() + ": Invalid argument");
    });
}

TEST_F(stat, renames) {
    put("a", "a");
    put("b", "b");
    run([&]() -> task<void> {
        (co_await fs::rename(path("a"), path("b"))).value();
        EXPECT_EQ(get("b"), "a");
        EXPECT_FALSE(is_there("a"));
        const auto missing = co_await fs::rename(path("a"), path("c"));
        EXPECT_EQ(missing.error().message(),
                  "rename " + path("a") + " to " + path("c") + ": No such file or directory");
    });
}

}  // namespace
}  // namespace bounce::fs_test
