#pragma once

#include "bounce/base/error.hpp"

#include <string_view>
#include <system_error>

struct sqlite3;

namespace bounce::sqlite {

/// Errors of SQLite: the value is its extended result code. What has a meaning elsewhere compares equal
/// to it: a lock that others hold is `std::errc::device_or_resource_busy`, a full disk
/// `std::errc::no_space_on_device`, and so on.
[[nodiscard]] const std::error_category& sqlite_category() noexcept;

/// What the last call on this connection failed with: the system's own error where that is the cause
/// (no such file, no permission), otherwise SQLite's code with the particulars that it knows
/// ("UNIQUE constraint failed: runs.id"). `code` is what the call returned.
[[nodiscard]] error error_of(sqlite3* from, int code);

/// The beginning of an SQL text, on one line: the object that an error names.
[[nodiscard]] std::string excerpt(std::string_view sql);

}  // namespace bounce::sqlite
