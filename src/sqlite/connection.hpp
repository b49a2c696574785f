#pragma once

#include "sqlite/connection_options.hpp"
#include "sqlite/statement.hpp"

#include "bounce/base/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;

namespace bounce::sqlite {

/// One connection to one database file. Used by one thread at a time, except `interrupt`.
///
/// Statements keep a pointer to their connection, so they end before it does. A connection may move.
class connection {
public:
    [[nodiscard]] static result<connection> open(std::string path,
                                                 const connection_options& options = {});

    connection(connection&&) noexcept;
    connection& operator=(connection&&) noexcept;
    ~connection();

    [[nodiscard]] const std::string& path() const noexcept;

    /// Compiles one statement. More than one in the text, or none, is an error.
    [[nodiscard]] result<statement> prepare(std::string_view sql);

    /// Runs each statement of a text once and ignores rows: for schemas and pragmas.
    [[nodiscard]] result<void> execute(std::string_view script);

    /// The single number or text that a statement gives: `PRAGMA user_version`. No row is `not_found`.
    [[nodiscard]] result<std::int64_t> number(std::string_view sql);
    [[nodiscard]] result<std::string> text(std::string_view sql);

    /// A transaction was begun and neither committed nor rolled back. Some errors (a full disk) roll a
    /// transaction back by themselves.
    [[nodiscard]] bool in_transaction() const noexcept;

    /// Rows inserted, changed and deleted since the connection was opened.
    [[nodiscard]] std::int64_t rows_changed() const noexcept;

    /// `hook` is called whenever a transaction with changes is about to be committed, after its
    /// statements and before anything of it is on the disk. It does not use the connection.
    void before_commit(std::function<void()> hook);

    /// Makes the statement that runs now, on whatever thread, fail soon. From any thread, while the
    /// connection lives.
    void interrupt() noexcept;

private:
    struct state;
    explicit connection(std::unique_ptr<state> opened) noexcept;

    std::unique_ptr<state> state_;
};

}  // namespace bounce::sqlite
