#include "sqlite/sqlite_category.hpp"

#include <sqlite3.h>

#include <string>

namespace bounce::sqlite {

namespace {

int primary(int code) noexcept { return code & 0xFF; }

class category final : public std::error_category {
public:
    const char* name() const noexcept override { return "sqlite"; }

    // SQLite's own texts except where they say too little to somebody who has just a file name.
    std::string message(int value) const override {
        switch (primary(value)) {
            case SQLITE_BUSY: return "the database is locked by another process";
            case SQLITE_NOTADB: return "not a database";
            case SQLITE_CORRUPT: return "the database is damaged";
            case SQLITE_FULL: return "no space is left for the database";
            case SQLITE_READONLY: return "the database can only be read";
            default: return sqlite3_errstr(value);
        }
    }

    std::error_condition default_error_condition(int value) const noexcept override {
        switch (primary(value)) {
            case SQLITE_BUSY: return std::errc::device_or_resource_busy;
            case SQLITE_FULL: return std::errc::no_space_on_device;
            case SQLITE_IOERR: return std::errc::io_error;
            case SQLITE_NOMEM: return std::errc::not_enough_memory;
            case SQLITE_PERM: return std::errc::permission_denied;
            case SQLITE_READONLY: return std::errc::read_only_file_system;
            case SQLITE_TOOBIG: return std::errc::message_size;
            default: return {value, *this};
        }
    }
};

// The calls for which the system's errno says more than "unable to open database file".
bool caused_by_system(int code) noexcept {
    return primary(code) == SQLITE_CANTOPEN || primary(code) == SQLITE_IOERR;
}

}  // namespace

const std::error_category& sqlite_category() noexcept {
    static const category instance;
    return instance;
}

error error_of(sqlite3* from, int code) {
    if (from == nullptr) return {code, sqlite_category()};
    if (caused_by_system(code)) {
        if (const int number = sqlite3_system_errno(from); number != 0)
            return {number, std::system_category()};
    }
    const error plain{code, sqlite_category()};
    const std::string_view particulars = sqlite3_errmsg(from);
    const bool known = particulars == sqlite3_errstr(code) ||
                       particulars == sqlite3_errstr(primary(code)) ||
                       primary(code) == SQLITE_NOTADB || primary(code) == SQLITE_BUSY;
    return known ? plain : plain.in(particulars);
}

std::string excerpt(std::string_view sql) {
    constexpr std::size_t longest = 60;
    std::string line;
    for (const char c : sql) {
        const bool space = c == ' ' || c == '\n' || c == '\t';
        if (space && (line.empty() || line.back() == ' ')) continue;
        line.push_back(space ? ' ' : c);
        if (line.size() == longest) return line.append("...");
    }
    return line;
}

}  // namespace bounce::sqlite
