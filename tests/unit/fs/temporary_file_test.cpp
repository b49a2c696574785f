#include "bounce/fs/temporary_file.hpp"

#include "support.hpp"

namespace bounce::fs_test {
namespace {

class temporary_file : public place {};

TEST_F(temporary_file, is_new_private_and_open) {
    run([&]() -> task<void> {
        const fs::temporary_file one = (co_await fs::create_temporary_file("x-", root())).value();
        const fs::temporary_file two = (co_await fs::create_temporary_file("x-", root())).value();
        EXPECT_NE(one.path, two.path);
        EXPECT_TRUE(one.path.starts_with(path("x-")));
        EXPECT_EQ(one.path.size(), path("x-").size() + 16);
        (co_await one.file.write(as_bytes("content"))).value();
        EXPECT_EQ(get(one.path.substr(root().size() + 1)), "content");
        EXPECT_EQ(mode(one.path.substr(root().size() + 1)), 0600U);
    });
}

TEST_F(temporary_file, so_is_a_directory) {
    run([&]() -> task<void> {
        const std::string made =
            (co_await fs::create_temporary_directory("d-", root() + "/")).value();
        EXPECT_TRUE(made.starts_with(path("d-")));
        EXPECT_EQ(mode(made.substr(root().size() + 1)), 0700U);
        const auto nowhere = co_await fs::create_temporary_directory("d-", path("no"));
        EXPECT_EQ(nowhere.error(), std::errc::no_such_file_or_directory);
        EXPECT_TRUE(nowhere.error().message().starts_with("create " + path("no/d-")));
    });
}

TEST_F(temporary_file, lies_where_the_user_wants_it) {
    EXPECT_FALSE(fs::temporary_directory().empty());
    run([]() -> task<void> {
        const std::string made = (co_await fs::create_temporary_directory()).value();
        EXPECT_TRUE(made.starts_with(fs::temporary_directory() + "/bounce-"));
        std::filesystem::remove(made);
    });
}

}  // namespace
}  // namespace bounce::fs_test
