#pragma once

#include "sqlite/connection.hpp"

namespace bounce::sqlite {

/// A transaction that takes the write lock at its beginning, so that nothing in it can fail for want of
/// the lock; rolled back at the end of its scope unless it was committed.
class transaction {
public:
    [[nodiscard]] static result<transaction> begin(connection& on);

    transaction(transaction&& other) noexcept : on_{other.on_} { other.on_ = nullptr; }
    transaction& operator=(transaction&&) = delete;
    ~transaction() { rollback(); }

    /// After an error the transaction is still open, unless SQLite has rolled it back.
    [[nodiscard]] result<void> commit();
    void rollback() noexcept;

private:
    explicit transaction(connection& on) noexcept : on_{&on} {}

    connection* on_;
};

/// A part of a transaction that can be undone alone; undone at the end of its scope unless it was kept.
class savepoint {
public:
    [[nodiscard]] static result<savepoint> begin(connection& on);

    savepoint(savepoint&& other) noexcept : on_{other.on_} { other.on_ = nullptr; }
    savepoint& operator=(savepoint&&) = delete;
    ~savepoint() { undo(); }

    [[nodiscard]] result<void> keep();
    void undo() noexcept;

private:
    explicit savepoint(connection& on) noexcept : on_{&on} {}

    connection* on_;
};

}  // namespace bounce::sqlite
