#pragma once

#include "sqlite/rows.hpp"

#include "bounce/base/result.hpp"

#include <cstdint>
#include <memory>
#include <utility>

struct sqlite3_stmt;

namespace bounce::sqlite {

/// One compiled statement, used any number of times and once at a time. Ends before its connection.
///
///     statement insert = *db.prepare("INSERT INTO t(id, name) VALUES (?, ?)");
///     result<std::int64_t> changed = insert.run(7, "seven");
///
///     rows found = select.query(7);
///     while (true) {
///         result<bool> row = found.next();
///         if (!row) return row.error();
///         if (!*row) break;
///         use(found.get<std::string_view>(0));
///     }
class statement {
public:
    /// No statement: using it is a mistake of the program.
    statement() noexcept = default;
    explicit statement(sqlite3_stmt* owned) noexcept : handle_{owned} {}

    [[nodiscard]] explicit operator bool() const noexcept { return handle_ != nullptr; }

    /// Starts it with a value for each of its parameters. Texts and bytes are not copied: they live at
    /// least as long as the rows.
    template <class... Values>
    [[nodiscard]] rows query(const Values&... values) {
        rows started{handle_.get(), sizeof...(values)};
        int index = 0;
        (started.bind(++index, values), ...);
        return started;
    }

    /// Starts it, runs it to its end, and gives how many rows it changed.
    template <class... Values>
    [[nodiscard]] result<std::int64_t> run(const Values&... values) {
        return query(values...).finish();
    }

    /// The first column of its first row; `not_found` if it has none.
    template <class T, class... Values>
    [[nodiscard]] result<T> one(const Values&... values) {
        rows found = query(values...);
        result<bool> row = found.next();
        if (!row) return std::move(row).error();
        if (!*row) return error{errc::not_found};
        return found.get<T>(0);
    }

private:
    struct finalize {
        void operator()(sqlite3_stmt* owned) const noexcept;
    };
    std::unique_ptr<sqlite3_stmt, finalize> handle_;
};

}  // namespace bounce::sqlite
