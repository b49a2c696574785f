#include "sqlite/statement.hpp"

#include "sqlite/sqlite_category.hpp"

#include "bounce/base/assert.hpp"

#include <sqlite3.h>

namespace bounce::sqlite {

void statement::finalize::operator()(sqlite3_stmt* owned) const noexcept {
    sqlite3_finalize(owned);
}

rows::rows(sqlite3_stmt* started, std::size_t parameters) : started_{started} {
    BOUNCE_ASSERT(started_ != nullptr, "a statement was used that was never prepared");
    BOUNCE_ASSERT(sqlite3_stmt_busy(started_) == 0, "a statement was started while it ran");
    BOUNCE_ASSERT(static_cast<std::size_t>(sqlite3_bind_parameter_count(started_)) == parameters,
                  "a statement takes another number of values");
}

// What `reset` returns is the failure of the last step, which has been reported. It takes null, too.
rows::~rows() { sqlite3_reset(started_); }

void rows::note(int done) noexcept {
    if (bound_ == SQLITE_OK) bound_ = done;
}

void rows::bind_null(int index) noexcept { note(sqlite3_bind_null(started_, index)); }

void rows::bind_integer(int index, std::int64_t value) noexcept {
    note(sqlite3_bind_int64(started_, index, value));
}

void rows::bind_real(int index, double value) noexcept {
    note(sqlite3_bind_double(started_, index, value));
}

// An empty view may have no address, which SQLite would take for NULL.
void rows::bind_text(int index, std::string_view value) noexcept {
    note(sqlite3_bind_text64(started_, index, value.empty() ? "" : value.data(), value.size(),
                             SQLITE_STATIC, SQLITE_UTF8));
}

void rows::bind_bytes(int index, bytes_view value) noexcept {
    const void* from = value.empty() ? static_cast<const void*>("") : value.data();
    note(sqlite3_bind_blob64(started_, index, from, value.size(), SQLITE_STATIC));
}

error rows::failure(int code) const {
    return error_of(sqlite3_db_handle(started_), code).in("run", excerpt(sqlite3_sql(started_)));
}

result<bool> rows::next() {
    if (bound_ != SQLITE_OK) return failure(bound_);
    const int stepped = sqlite3_step(started_);
    if (stepped == SQLITE_ROW) return true;
    if (stepped == SQLITE_DONE) return false;
    return failure(stepped);
}

result<std::int64_t> rows::finish() {
    while (true) {
        result<bool> row = next();
        if (!row) return std::move(row).error();
        if (!*row) return sqlite3_changes64(sqlite3_db_handle(started_));
    }
}

bool rows::is_null(int column) const noexcept {
    return sqlite3_column_type(started_, column) == SQLITE_NULL;
}

std::int64_t rows::integer(int column) const noexcept {
    return sqlite3_column_int64(started_, column);
}

double rows::real(int column) const noexcept { return sqlite3_column_double(started_, column); }

std::string_view rows::text(int column) const noexcept {
    const unsigned char* first = sqlite3_column_text(started_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(started_, column));
    return first == nullptr ? std::string_view{}
                            : std::string_view{reinterpret_cast<const char*>(first), size};
}

bytes_view rows::blob(int column) const noexcept {
    const void* first = sqlite3_column_blob(started_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(started_, column));
    return first == nullptr ? bytes_view{} : bytes_view{static_cast<const std::byte*>(first), size};
}

}  // namespace bounce::sqlite
