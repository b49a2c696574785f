#pragma once

#include "durable/store/sql/statements.hpp"
#include "sqlite/connection.hpp"

#include "bounce/base/result.hpp"
#include "bounce/durable/sqlite_store_options.hpp"

#include <array>
#include <string>

namespace bounce::durable::sqlite_store_detail {

/// One connection to a store, with its statements, each of which is prepared when it is first used.
class database {
public:
    /// Opens a store for writing: makes the tables in an empty file, brings an older store up to date,
    /// and refuses everything else without having changed it.
    [[nodiscard]] static result<database> open_to_write(const std::string& path,
                                                        const sqlite_store_options& options);
    /// Another connection to a store that `open_to_write` has seen.
    [[nodiscard]] static result<database> open_to_read(const std::string& path,
                                                       const sqlite_store_options& options);

    [[nodiscard]] result<sqlite::statement*> statement(sql::id which);
    [[nodiscard]] sqlite::connection& connection() noexcept { return connection_; }

private:
    explicit database(sqlite::connection opened) : connection_{std::move(opened)} {}

    sqlite::connection connection_;
    std::array<sqlite::statement, sql::statement_count> statements_;
};

/// An error of SQLite in the words of the contract: locked, damaged, not a store.
[[nodiscard]] error in_our_words(const error& why);

}  // namespace bounce::durable::sqlite_store_detail
