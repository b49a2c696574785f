#include "sqlite/connection.hpp"

#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

using bounce::errc;
using bounce::result;
using bounce::sqlite::access;
using bounce::sqlite::connection;
using bounce::sqlite::connection_options;

connection open(const std::string& path, connection_options options = {}) {
    return connection::open(path, options).value();
}

std::string content(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(connection, makes_a_file_that_only_its_owner_may_read) {
    const temporary_folder folder;
    const std::string path = folder.path("new.db");
    connection db = open(path);
    db.execute("PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t VALUES (1);").value();
    using std::filesystem::perms;
    const perms owner_only = perms::owner_read | perms::owner_write;
    EXPECT_EQ(std::filesystem::status(path).permissions(), owner_only);
    EXPECT_EQ(std::filesystem::status(path + "-wal").permissions(), owner_only);
    EXPECT_EQ(std::filesystem::status(path + "-shm").permissions(), owner_only);
}

TEST(connection, opens_what_is_there_and_leaves_its_mode) {
    const temporary_folder folder;
    const std::string path = folder.path("old.db");
    open(path).execute("CREATE TABLE t(x); INSERT INTO t VALUES (7)").value();
    using std::filesystem::perms;
    std::filesystem::permissions(path, perms::group_read, std::filesystem::perm_options::add);
    connection again = open(path);
    EXPECT_EQ(again.number("SELECT x FROM t").value(), 7);
    EXPECT_NE(std::filesystem::status(path).permissions() & perms::group_read, perms::none);
}

TEST(connection, names_the_file_that_is_missing) {
    const temporary_folder folder;
    const std::string path = folder.path("none.db");
    for (const access mode : {access::read, access::read_write}) {
        const auto opened = connection::open(path, connection_options{mode});
        ASSERT_FALSE(opened.has_value());
        EXPECT_EQ(opened.error(), std::errc::no_such_file_or_directory);
        EXPECT_EQ(opened.error().message(), "open " + path + ": No such file or directory");
    }
    EXPECT_FALSE(std::filesystem::exists(path));
    const auto created = connection::open(folder.path("no/where.db"));
    ASSERT_FALSE(created.has_value());
    EXPECT_EQ(created.error(), std::errc::no_such_file_or_directory);
}

TEST(connection, says_that_a_file_is_no_database_and_leaves_it) {
    const temporary_folder folder;
    const std::string path = folder.path("letter.txt");
    const std::string letter =
        "Dear reader, this has never been a database, and never will be one.\n";
    std::ofstream{path} << letter;
    connection db = open(path);
    const auto asked = db.number("PRAGMA user_version");
    ASSERT_FALSE(asked.has_value());
    EXPECT_NE(asked.error().message().find("not a database"), std::string::npos)
        << asked.error().message();
    EXPECT_EQ(content(path), letter);
}

TEST(connection, gives_single_values) {
    connection db = open(":memory:");
    EXPECT_EQ(db.number("SELECT 41 + 1").value(), 42);
    EXPECT_EQ(db.text("SELECT 'a' || 'b'").value(), "ab");
    EXPECT_EQ(db.number("SELECT 1 WHERE 0").error(), errc::not_found);
    db.execute("PRAGMA user_version = 9").value();
    EXPECT_EQ(db.number("PRAGMA user_version").value(), 9);
}

TEST(connection, runs_scripts_with_comments_and_stops_at_the_first_failure) {
    connection db = open(":memory:");
    db.execute(" -- nothing yet\n CREATE TABLE t(x); ; INSERT INTO t VALUES (1);\n-- the end\n")
        .value();
    const auto failed =
        db.execute("INSERT INTO t VALUES (2); INSERT INTO u VALUES (3); DELETE FROM t");
    ASSERT_FALSE(failed.has_value());
    EXPECT_NE(failed.error().message().find("no such table: u"), std::string::npos);
    EXPECT_NE(failed.error().message().find("INSERT INTO u"), std::string::npos);
    EXPECT_EQ(db.number("SELECT count(*) FROM t").value(), 2);
}

TEST(connection, prepares_exactly_one_statement) {
    connection db = open(":memory:");
    EXPECT_TRUE(db.prepare("SELECT 1 ; \n").has_value());
    EXPECT_EQ(db.prepare("SELECT 1; SELECT 2").error(), errc::invalid_argument);
    EXPECT_EQ(db.prepare("").error(), errc::invalid_argument);
    EXPECT_EQ(db.prepare("SELEKT 1").error().category().name(), std::string{"sqlite"});
}

TEST(connection, says_locked_after_its_patience) {
    const temporary_folder folder;
    connection holder = open(folder.path("one.db"));
    holder.execute("PRAGMA journal_mode=WAL; CREATE TABLE t(x); BEGIN IMMEDIATE").value();
    connection_options hasty;
    hasty.busy_timeout = bounce::milliseconds{0};
    connection other = open(folder.path("one.db"), hasty);
    const auto refused = other.execute("INSERT INTO t VALUES (1)");
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error(), std::errc::device_or_resource_busy);
    EXPECT_NE(refused.error().message().find("locked"), std::string::npos);
    EXPECT_EQ(other.number("SELECT count(*) FROM t").value(), 0) << "readers do not wait";
    holder.execute("COMMIT").value();
    EXPECT_TRUE(other.execute("INSERT INTO t VALUES (1)").has_value());
}

TEST(connection, can_be_interrupted) {
    connection db = open(":memory:");
    auto endless = db.prepare(
                         "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
                         "SELECT x FROM n")
                       .value();
    auto rows = endless.query();
    ASSERT_TRUE(rows.next().value());
    db.interrupt();
    EXPECT_FALSE(rows.next().has_value());
}

}  // namespace
