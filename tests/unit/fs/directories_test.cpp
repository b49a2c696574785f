#include "bounce/fs/directories.hpp"

#include "support.hpp"

#include "bounce/fs/remove.hpp"

namespace bounce::fs_test {
namespace {

class directories : public place {};

TEST_F(directories, are_listed_with_types_and_in_order) {
    put("b", "");
    put("a", "");
    put(".hidden", "");
    put("Z", "");
    std::filesystem::create_directory(path("c"));
    std::filesystem::create_symlink("c", path("link"));
    run([&]() -> task<void> {
        const auto entries = (co_await fs::list_directory(root())).value();
        const std::vector<fs::directory_entry> expected{
            {".hidden", fs::file_type::regular}, {"Z", fs::file_type::regular},
            {"a", fs::file_type::regular},       {"b", fs::file_type::regular},
            {"c", fs::file_type::directory},     {"link", fs::file_type::symlink}};
        EXPECT_EQ(entries, expected);
        EXPECT_TRUE((co_await fs::list_directory(path("c"))).value().empty());
    });
}

TEST_F(directories, errors_of_listing) {
    put("a", "");
    put("b", "");
    run([&]() -> task<void> {
        EXPECT_EQ((co_await fs::list_directory(path("a"))).error().message(),
                  "list " + path("a") + ": Not a directory");
        EXPECT_EQ((co_await fs::list_directory(path("c"))).error(),
                  std::errc::no_such_file_or_directory);
        const fs::list_directory_options two(2);
        EXPECT_EQ((co_await fs::list_directory(root(), two)).value().size(), 2U);
        const fs::list_directory_options one(1);
        const auto over = co_await fs::list_directory(root(), one);
        EXPECT_EQ(over.error().message(), "list " + root() + ": more than 1 names: limit exceeded");
    });
}

TEST_F(directories, are_created_for_their_user_alone) {
    run([&]() -> task<void> {
        (co_await fs::create_directory(path("a"))).value();
        EXPECT_EQ(mode("a"), 0700U);
        EXPECT_EQ((co_await fs::create_directory(path("a"))).error(), std::errc::file_exists);
        EXPECT_EQ((co_await fs::create_directory(path("b/c"))).error().message(),
                  "create " + path("b/c") + ": No such file or directory");
    });
}

TEST_F(directories, are_created_with_all_that_is_missing_on_the_way) {
    put("file", "");
    run([&]() -> task<void> {
        (co_await fs::create_directories(path("a/b//c/"))).value();
        EXPECT_TRUE(is_there("a/b/c"));
        EXPECT_EQ(mode("a"), 0700U);
        EXPECT_EQ(mode("a/b/c"), 0700U);
        (co_await fs::create_directories(path("a/b/c"))).value();
        (co_await fs::create_directories(path("a/b/d"), fs::file_mode(0711))).value();
        EXPECT_EQ(mode("a/b/d") & 0700U, 0700U);
        EXPECT_EQ((co_await fs::create_directories(path("file"))).error(), std::errc::file_exists);
        EXPECT_EQ((co_await fs::create_directories(path("file/a/b"))).error(),
                  std::errc::not_a_directory);
    });
}

TEST_F(directories, remove_takes_one_name) {
    put("file", "");
    std::filesystem::create_directories(path("full/empty"));
    std::filesystem::create_symlink("full", path("link"));
    run([&]() -> task<void> {
        (co_await fs::remove(path("file"))).value();
        (co_await fs::remove(path("link"))).value();
        EXPECT_EQ((co_await fs::remove(path("full"))).error().message(),
                  "remove " + path("full") + ": Directory not empty");
        (co_await fs::remove(path("full/empty"))).value();
        EXPECT_EQ((co_await fs::remove(path("file"))).error(),
                  std::errc::no_such_file_or_directory);
    });
    EXPECT_EQ(count(), 1U);
}

}  // namespace
}  // namespace bounce::fs_test
