#pragma once

#include <string>
#include <string_view>

namespace bounce::durable::sql {

/// How a database writes the few things in which databases differ. Everything else in this folder is
/// the same for all of them.
struct dialect {
    /// A 64-bit key that the rows of a table are found by fastest.
    std::string_view row_key;
    std::string_view integer;
    std::string_view blob;
    std::string_view text;
    /// After the definition of a table whose rows are stored in the order of their primary key.
    std::string_view in_key_order;
    /// In front of the number of a parameter.
    char parameter;
};

inline constexpr dialect sqlite{"INTEGER PRIMARY KEY", "INTEGER", "BLOB", "TEXT",
                                " WITHOUT ROWID",      '?'};

/// A text of this folder as the database reads it: {row_key}, {integer}, {blob}, {text} and
/// {in_key_order} replaced, parameters ($1) written its way.
[[nodiscard]] std::string in_dialect(std::string_view text, const dialect& d);

}  // namespace bounce::durable::sql
