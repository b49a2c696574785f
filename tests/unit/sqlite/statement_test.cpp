#include "sqlite/statement.hpp"

#include "sqlite/connection.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <string>

namespace {

using bounce::bytes;
using bounce::bytes_view;
using bounce::sqlite::connection;

struct statement : testing::Test {
    connection db = connection::open(":memory:").value();
};

enum class colour : std::int8_t { red = 1, green = 2 };

TEST_F(statement, brings_every_kind_of_value_there_and_back) {
    auto echo = db.prepare("SELECT ?, ?, ?, ?, ?, ?, ?").value();
    const bytes blob = bounce::to_bytes(std::string_view{"\0\x01\xff", 3});
    auto rows =
        echo.query(std::numeric_limits<std::int64_t>::min(), true, 0.5,
                   std::string_view{"caf\xC3\xA9\0!", 7}, blob, std::nullopt, colour::green);
    ASSERT_TRUE(rows.next().value());
    EXPECT_EQ(rows.get<std::int64_t>(0), std::numeric_limits<std::int64_t>::min());
    EXPECT_TRUE(rows.get<bool>(1));
    EXPECT_EQ(rows.get<double>(2), 0.5);
    EXPECT_EQ(rows.get<std::string>(3), (std::string_view{"caf\xC3\xA9\0!", 7}));
    EXPECT_EQ(rows.get<bytes>(4), blob);
    EXPECT_TRUE(rows.is_null(5));
    EXPECT_EQ(rows.get<std::optional<std::int64_t>>(5), std::nullopt);
    EXPECT_EQ(rows.get<colour>(6), colour::green);
    EXPECT_FALSE(rows.next().value());
}

TEST_F(statement, keeps_empty_and_null_apart) {
    auto echo = db.prepare("SELECT ? IS NULL, ? IS NULL, ? IS NULL, length(?), ?").value();
    auto rows = echo.query(std::string_view{}, bytes_view{}, std::optional<std::string>{}, bytes{},
                           std::optional<std::int64_t>{4});
    ASSERT_TRUE(rows.next().value());
    EXPECT_FALSE(rows.get<bool>(0));
    EXPECT_FALSE(rows.get<bool>(1));
    EXPECT_TRUE(rows.get<bool>(2));
    EXPECT_EQ(rows.get<int>(3), 0);
    EXPECT_EQ(rows.get<std::optional<int>>(4), 4);
}

TEST_F(statement, counts_what_it_changed) {
    db.execute("CREATE TABLE t(x INTEGER)").value();
    auto insert = db.prepare("INSERT INTO t VALUES (?)").value();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(insert.run(i).value(), 1);
    EXPECT_EQ(db.prepare("DELETE FROM t WHERE x < ?").value().run(3).value(), 3);
    EXPECT_EQ(db.prepare("DELETE FROM t WHERE x < ?").value().run(3).value(), 0);
}

TEST_F(statement, is_free_again_when_its_rows_end_early) {
    auto count = db.prepare("SELECT 1 UNION ALL SELECT 2").value();
    {
        auto rows = count.query();
        ASSERT_TRUE(rows.next().value());
    }
    auto rows = count.query();
    ASSERT_TRUE(rows.next().value());
    EXPECT_EQ(rows.get<int>(0), 1);
}

TEST_F(statement, is_usable_after_a_failure_which_names_it) {
    db.execute("CREATE TABLE t(x INTEGER PRIMARY KEY)").value();
    auto insert = db.prepare("INSERT INTO t VALUES (?)").value();
    EXPECT_EQ(insert.run(1).value(), 1);
    const auto twice = insert.run(1);
    ASSERT_FALSE(twice.has_value());
    EXPECT_EQ(twice.error().message(),
              "run INSERT INTO t VALUES (?): UNIQUE constraint failed: t.x: constraint failed");
    EXPECT_EQ(insert.run(2).value(), 1);
}

TEST_F(statement, gives_the_first_column_of_the_first_row) {
    EXPECT_EQ(db.prepare("SELECT ? * 2").value().one<std::int64_t>(21).value(), 42);
    EXPECT_EQ(db.prepare("SELECT 1 WHERE ?").value().one<int>(0).error(), bounce::errc::not_found);
}

}  // namespace
