#include "sqlite/connection.hpp"
#include "sqlite/transaction.hpp"
#include "store_support.hpp"
#include "temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace bounce::durable {

namespace {

std::string content(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// Expects that the path is refused with this error and these words, and that the file stays as it is.
void expect_refused(const std::string& path, errc why, const std::string& words,
                    const sqlite_store_options& options = {}) {
    const std::string before = content(path);
    const auto opened = open_sqlite_store(path, options);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error(), make_error_code(why)) << opened.error().message();
    EXPECT_THAT(opened.error().message(), testing::HasSubstr(path));
    EXPECT_THAT(opened.error().message(), testing::HasSubstr(words));
    EXPECT_EQ(content(path), before);
    EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
}

struct opening : testing::Test {
    temporary_folder folder = temporary_folder::in_memory();
    std::string path = folder.path("bounce.db");
};

TEST_F(opening, makes_a_store_that_only_its_owner_may_read_and_finds_it_again) {
    {
        const auto made = open_at(path);
        ASSERT_TRUE(calls{*made}.start({run_called("a")}).value().at(0));
        EXPECT_EQ(made->info().place, "sqlite:" + path);
    }
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(path).permissions(), perms::owner_read | perms::owner_write);
    sqlite_store_options there;
    there.create = false;
    const auto again = open_at(path, there);
    EXPECT_EQ(calls{*again}.get_run("a").value().info.function, "main");
}

TEST_F(opening, names_what_is_missing) {
    sqlite_store_options there;
    there.create = false;
    const auto opened = open_sqlite_store(path, there);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error(), std::errc::no_such_file_or_directory);
    EXPECT_THAT(opened.error().message(), testing::HasSubstr(path));
    EXPECT_FALSE(open_sqlite_store(folder.path("none/bounce.db")).has_value());
    std::ofstream{path};
    expect_refused(path, errc::not_a_store, "empty", there);
}

TEST_F(opening, refuses_a_file_that_is_no_database) {
    std::ofstream{path} << std::string(5000, 'x');
    expect_refused(path, errc::not_a_store, "open");
}

TEST_F(opening, refuses_the_database_of_another_program) {
    {
        auto other = sqlite::connection::open(path).value();
        other.execute("CREATE TABLE letters(text)").value();
    }
    expect_refused(path, errc::not_a_store, "another program");
    sqlite::connection::open(path).value().execute("PRAGMA application_id = 77").value();
    expect_refused(path, errc::not_a_store, "another program");
}

TEST_F(opening, refuses_a_newer_store) {
    {
        const auto made = open_at(path);
    }
    {
        auto file = sqlite::connection::open(path).value();
        file.execute("PRAGMA user_version = 99; PRAGMA journal_mode = DELETE").value();
    }
    expect_refused(path, errc::store_newer, "99");
}

TEST_F(opening, says_who_is_in_the_way) {
    const auto ours = [&] {
        sqlite_store_options hasty;
        hasty.busy_timeout = milliseconds{0};
        return open_at(path, hasty);
    }();
    auto other = sqlite::connection::open(path).value();
    auto held = sqlite::transaction::begin(other).value();
    const auto refused = calls{*ours}.start({run_called("a")});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error(), make_error_code(errc::store_locked)) << refused.error().message();
    EXPECT_THAT(refused.error().message(), testing::HasSubstr(path));
    EXPECT_EQ(calls{*ours}.get_run("a").error(), make_error_code(errc::run_not_found))
        << "reading waits for nobody";
    held.rollback();
    EXPECT_TRUE(calls{*ours}.start({run_called("a")}).value().at(0));
}

TEST_F(opening, waits_for_the_disk_with_every_commit) {
    const auto made = open_at(path);
    auto file = sqlite::connection::open(path).value();
    EXPECT_EQ(file.text("PRAGMA journal_mode").value(), "wal");
    EXPECT_EQ(file.number("PRAGMA application_id").value(), 0x426F756E);
    EXPECT_EQ(file.number("PRAGMA user_version").value(), 1);
}

}  // namespace

}  // namespace bounce::durable
