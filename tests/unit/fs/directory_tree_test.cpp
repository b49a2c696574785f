#include "bounce/fs/directory_tree.hpp"

#include "fs/sys/directory_calls.hpp"
#include "support.hpp"

namespace bounce::fs_test {
namespace {

class directory_tree : public place {
protected:
    directory_tree() {
        std::filesystem::create_directories(path("site/sub/deep"));
        put("secret", "secret");
        put("site/page", "page");
        put("site/sub/deep/leaf", "leaf");
        std::filesystem::create_symlink("../secret", path("site/leak"));
        std::filesystem::create_symlink(path("secret"), path("site/absolute"));
        std::filesystem::create_directory_symlink("..", path("site/sub/up"));
        std::filesystem::create_directory_symlink("../..", path("site/sub/out"));
    }
    static inline const std::vector<std::string> traps{"../secret",
                                                       "sub/../../secret",
                                                       "..",
                                                       "leak",
                                                       "absolute",
                                                       "sub/out/secret",
                                                       "/etc/passwd",
                                                       "/",
                                                       "sub/deep/../../../secret",
                                                       "page/../../secret",
                                                       "./../secret",
                                                       "sub/up/../secret"};
};

TEST_F(directory_tree, finds_what_is_inside) {
    run([&]() -> task<void> {
        const auto tree = (co_await fs::directory_tree::open(path("site"))).value();
        EXPECT_EQ(tree.path(), path("site"));
        const fs::found_file page = (co_await tree.find("page")).value();
        EXPECT_TRUE(page.info.is_regular());
        EXPECT_EQ(page.info.size_bytes, 4U);
        std::array<std::byte, 10> buffer{};
        EXPECT_EQ((co_await page.file.read(buffer)).value(), 4U);
        EXPECT_EQ(page.file.path(), path("site/page"));
        EXPECT_TRUE((co_await tree.find("sub//deep/./leaf")).has_value());
        EXPECT_TRUE((co_await tree.find("sub/deep")).value().info.is_directory());
        EXPECT_TRUE((co_await tree.find(".")).value().info.is_directory());
        const auto missing = co_await tree.find("no");
        EXPECT_EQ(missing.error().message(),
                  "open " + path("site/no") + ": No such file or directory");
        EXPECT_EQ((co_await tree.find("page/x")).error(), std::errc::not_a_directory);
        EXPECT_EQ((co_await tree.find("page/")).error(), std::errc::not_a_directory);
        EXPECT_EQ((co_await tree.find("")).error(), std::errc::no_such_file_or_directory);
        EXPECT_EQ((co_await tree.find(std::string("page\0x", 6))).error(), errc::invalid_argument);
    });
}

TEST_F(directory_tree, nothing_leads_out_of_it) {
    run([&]() -> task<void> {
        const auto tree = (co_await fs::directory_tree::open(path("site"))).value();
        for (const std::string& trap : traps) {
            EXPECT_FALSE((co_await tree.find(trap)).has_value()) << trap;
            EXPECT_FALSE((co_await tree.list(trap)).has_value()) << trap;
        }
    });
}

TEST_F(directory_tree, nor_where_the_system_does_not_help) {
    const auto root = fs::sys::open_directory(path("site")).value().release();
    for (const std::string& trap : traps)
        EXPECT_FALSE(fs::sys::walk_beneath(root, trap).has_value()) << trap;
    for (const char* inside : {"page", "sub//deep/./leaf", "sub/deep", ".", "./page"})
        EXPECT_TRUE(fs::sys::walk_beneath(root, inside).has_value()) << inside;
    for (const char* missing : {"", "page/", "page/x", "no/page"})
        EXPECT_FALSE(fs::sys::walk_beneath(root, missing).has_value()) << missing;
    EXPECT_EQ(fs::sys::walk_beneath(root, std::string("page\0x", 6)).error(),
              errc::invalid_argument);
    EXPECT_TRUE(fs::sys::close(root).has_value());
}

TEST_F(directory_tree, stays_where_it_was_opened) {
    run([&]() -> task<void> {
        const auto tree = (co_await fs::directory_tree::open(path("site"))).value();
        std::filesystem::rename(path("site"), path("moved"));
        std::filesystem::create_directory(path("site"));
        EXPECT_TRUE((co_await tree.find("page")).has_value());
    });
}

TEST_F(directory_tree, does_not_wait_at_a_fifo) {
    run([&]() -> task<void> {
        const auto devices = (co_await fs::directory_tree::open("/dev")).value();
        const auto zero = co_await devices.find("zero");
        EXPECT_EQ(zero.error(), errc::unsupported);
    });
    const std::string make = "mkfifo '" + path("site/fifo") + "'";
    ASSERT_EQ(std::system(make.c_str()), 0);
    run([&]() -> task<void> {
        const auto tree = (co_await fs::directory_tree::open(path("site"))).value();
        EXPECT_EQ((co_await tree.find("fifo")).error(), errc::unsupported);
    });
}

TEST_F(directory_tree, lists_directories_inside) {
    run([&]() -> task<void> {
        const auto tree = (co_await fs::directory_tree::open(path("site"))).value();
        const auto entries = (co_await tree.list("sub")).value();
        EXPECT_EQ(entries.size(), 3U);
        EXPECT_EQ(entries.front().name, "deep");
        EXPECT_EQ((co_await tree.list("page")).error(), std::errc::not_a_directory);
        const fs::list_directory_options two(2);
        EXPECT_EQ((co_await tree.list("sub", two)).error(), errc::limit_exceeded);
    });
}

TEST_F(directory_tree, opening_needs_a_directory) {
    run([&]() -> task<void> {
        EXPECT_EQ((co_await fs::directory_tree::open(path("secret"))).error().message(),
                  "open " + path("secret") + ": Not a directory");
        const fs::directory_tree none;
        EXPECT_EQ((co_await none.find("x")).error(), errc::closed);
        EXPECT_EQ((co_await none.list("x")).error(), errc::closed);
    });
}

}  // namespace
}  // namespace bounce::fs_test
