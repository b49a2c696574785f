#include "support.hpp"

#include "bounce/base/limits.hpp"
#include "bounce/fs/remove.hpp"

namespace bounce::fs_test {
namespace {

class remove_all : public place {};

TEST_F(remove_all, takes_a_tree_and_counts_its_names) {
    std::filesystem::create_directories(path("tree/a/b/c"));
    std::filesystem::create_directories(path("tree/d"));
    put("tree/a/1", "");
    put("tree/a/b/2", "");
    put("tree/a/b/c/3", "");
    run([&]() -> task<void> {
        EXPECT_EQ((co_await fs::remove_all(path("tree///"))).value(), 8U);
        EXPECT_EQ((co_await fs::remove_all(path("tree"))).value(), 0U);
        EXPECT_EQ((co_await fs::remove_all(path("no/where"))).value(), 0U);
    });
    EXPECT_EQ(count(), 0U);
}

TEST_F(remove_all, removes_links_and_not_what_they_lead_to) {
    std::filesystem::create_directory(path("precious"));
    put("precious/a", "kept");
    std::filesystem::create_directory(path("tree"));
    std::filesystem::create_directory_symlink(path("precious"), path("tree/link"));
    std::filesystem::create_symlink(path("precious/a"), path("tree/file"));
    std::filesystem::create_directory_symlink(path("precious"), path("link"));
    run([&]() -> task<void> {
        EXPECT_EQ((co_await fs::remove_all(path("tree"))).value(), 3U);
        EXPECT_EQ((co_await fs::remove_all(path("link"))).value(), 1U);
    });
    EXPECT_EQ(get("precious/a"), "kept");
    EXPECT_EQ(count(), 1U);
}

TEST_F(remove_all, takes_a_file) {
    put("a", "");
    run([&]() -> task<void> { EXPECT_EQ((co_await fs::remove_all(path("a"))).value(), 1U); });
    EXPECT_EQ(count(), 0U);
}

TEST_F(remove_all, goes_on_over_several_jobs) {
    std::filesystem::create_directory(path("tree"));
    const std::size_t many = 2 * limits::remove_step_names + 10;
    for (std::size_t i = 0; i < many; ++i) put("tree/" + std::to_string(i), "");
    run([&]() -> task<void> {
        EXPECT_EQ((co_await fs::remove_all(path("tree"))).value(), many + 1);
    });
    EXPECT_EQ(count(), 0U);
}

TEST_F(remove_all, goes_deep) {
    std::string deep = "tree";
    for (int i = 0; i < 200; ++i) deep += "/d";
    std::filesystem::create_directories(path(deep));
    run([&]() -> task<void> { EXPECT_EQ((co_await fs::remove_all(path("tree"))).value(), 201U); });
}

TEST_F(remove_all, refuses_names_that_are_not_what_they_seem) {
    put("a", "");
    run([&]() -> task<void> {
        for (std::string odd : {std::string{""}, std::string{"."}, std::string{".."},
                                std::string{"/"}, root() + "/.", root() + "/..", root() + "/./"}) {
            EXPECT_EQ((co_await fs::remove_all(odd)).error(), errc::invalid_argument) << odd;
        }
    });
    EXPECT_TRUE(is_there("a"));
}

}  // namespace
}  // namespace bounce::fs_test
