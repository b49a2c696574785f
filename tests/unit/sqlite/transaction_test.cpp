#include "sqlite/transaction.hpp"

#include <gtest/gtest.h>

namespace {

using bounce::sqlite::connection;
using bounce::sqlite::savepoint;

struct transaction : testing::Test {
    transaction() { db.execute("CREATE TABLE t(x)").value(); }

    void insert(int x) { db.execute("INSERT INTO t VALUES (" + std::to_string(x) + ")").value(); }
    [[nodiscard]] std::string content() {
        return db.text("SELECT coalesce(group_concat(x), '') FROM t").value();
    }

    connection db = connection::open(":memory:").value();
};

TEST_F(transaction, is_rolled_back_unless_committed) {
    {
        auto kept = bounce::sqlite::transaction::begin(db).value();
        insert(1);
        kept.commit().value();
    }
    {
        auto dropped = bounce::sqlite::transaction::begin(db).value();
        insert(2);
        EXPECT_TRUE(db.in_transaction());
    }
    EXPECT_FALSE(db.in_transaction());
    EXPECT_EQ(content(), "1");
}

TEST_F(transaction, can_undo_a_part_alone) {
    auto whole = bounce::sqlite::transaction::begin(db).value();
    insert(1);
    {
        auto part = savepoint::begin(db).value();
        insert(2);
    }
    {
        auto part = savepoint::begin(db).value();
        insert(3);
        part.keep().value();
    }
    whole.commit().value();
    EXPECT_EQ(content(), "1,3");
}

TEST_F(transaction, can_nest_parts) {
    auto whole = bounce::sqlite::transaction::begin(db).value();
    auto outer = savepoint::begin(db).value();
    insert(1);
    {
        auto inner = savepoint::begin(db).value();
        insert(2);
    }
    outer.keep().value();
    whole.commit().value();
    EXPECT_EQ(content(), "1");
}

TEST_F(transaction, does_not_begin_twice) {
    auto first = bounce::sqlite::transaction::begin(db).value();
    EXPECT_FALSE(bounce::sqlite::transaction::begin(db).has_value());
    insert(1);
    first.commit().value();
    EXPECT_EQ(content(), "1");
}

}  // namespace
