#include "durable/store/sqlite/database.hpp"

#include "durable/store/sql/dialect.hpp"
#include "durable/store/sql/schema.hpp"
#include "sqlite/transaction.hpp"

#include "bounce/durable/errc.hpp"
#include "bounce/durable/schema_version.hpp"

#include <cstdint>
#include <string>

namespace bounce::durable::sqlite_store_detail {

namespace {

// "Boun", in the header of the file: what `file` and other programs know a store by. Frozen.
constexpr std::int64_t application_id = 0x426F756E;

// Pages of the log after which its content is brought into the file: larger than SQLite's default, so
// that a hot page is copied once for many times that it was written.
constexpr int checkpoint_pages = 4000;
constexpr int cache_kib = 16 * 1024;

struct identity {
    std::int64_t application = 0;
    std::int64_t version = 0;
    std::int64_t tables = 0;

    [[nodiscard]] bool blank() const noexcept {
        return application == 0 && version == 0 && tables == 0;
    }
};

result<identity> look_at(sqlite::connection& file) {
    const auto application = file.number("PRAGMA application_id");
    if (!application) return application.error();
    const auto version = file.number("PRAGMA user_version");
    if (!version) return version.error();
    const auto tables = file.number("SELECT count(*) FROM sqlite_schema");
    if (!tables) return tables.error();
    return identity{*application, *version, *tables};
}

// Good for a store of ours and for a file that nobody has written to.
result<void> check(const identity& found) {
    if (found.blank()) return {};
    if (found.application != application_id)
        return error{errc::not_a_store}.in("it is the database of another program");
    if (found.version > static_cast<std::int64_t>(schema_version))
        return error{errc::store_newer}.in("its version is " + std::to_string(found.version) +
                                           ", this program knows up to " +
                                           std::to_string(schema_version));
    return {};
}

result<void> create_tables(sqlite::connection& file) {
    auto creation = sqlite::transaction::begin(file);
    if (!creation) return std::move(creation).error();
    const auto found = look_at(file);
    if (!found) return found.error();
    if (!found->blank()) return check(*found);  // another process was faster
    const std::string version = std::to_string(schema_version);
    const std::string numbers = "INSERT INTO meta VALUES (1, " + version +
                                ", 1); PRAGMA user_version = " + version +
                                "; PRAGMA application_id = " + std::to_string(application_id);
    if (auto made = file.execute(sql::in_dialect(sql::schema, sql::sqlite)); !made) return made;
    if (auto marked = file.execute(numbers); !marked) return marked;
    return creation->commit();
}

std::string pragmas() {
    return "PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY;"
           "PRAGMA trusted_schema = OFF; PRAGMA wal_autocheckpoint = " +
           std::to_string(checkpoint_pages) +
           "; PRAGMA journal_size_limit = " + std::to_string(checkpoint_pages * 4096) +
           "; PRAGMA cache_size = -" + std::to_string(cache_kib);
}

result<void> prepare_to_write(sqlite::connection& file, bool create) {
    const auto found = look_at(file);
    if (!found) return found.error();
    if (auto ours = check(*found); !ours) return ours;
    if (found->blank() && !create) return error{errc::not_a_store}.in("the file is empty");
    const auto mode = file.text("PRAGMA journal_mode = WAL");
    if (!mode) return mode.error();
    if (*mode != "wal") return error{bounce::errc::unsupported}.in("write-ahead logging");
    if (auto set = file.execute(pragmas()); !set) return set;
    return found->blank() ? create_tables(file) : result<void>{};
}

sqlite::connection_options options_of(const sqlite_store_options& from, sqlite::access mode) {
    sqlite::connection_options to{mode};
    to.busy_timeout = from.busy_timeout;
    to.vfs = from.vfs;
    return to;
}

}  // namespace

error in_our_words(const error& why) {
    errc ours{};
    const bool of_sqlite = std::string_view{why.category().name()} == "sqlite";
    if (why == std::errc::device_or_resource_busy) {
        ours = errc::store_locked;
    } else if (of_sqlite && why.message().ends_with("not a database")) {
        ours = errc::not_a_store;
    } else if (of_sqlite && why.message().ends_with("the database is damaged")) {
        ours = errc::corrupt;
    } else {
        return why;
    }
    const error plain{ours};
    return why.context().empty() ? plain : plain.in(why.context());
}

result<database> database::open_to_write(const std::string& path,
                                         const sqlite_store_options& options) {
    const auto mode = options.create ? sqlite::access::create : sqlite::access::read_write;
    auto file = sqlite::connection::open(path, options_of(options, mode));
    if (!file) return in_our_words(file.error());
    if (auto ready = prepare_to_write(*file, options.create); !ready)
        return in_our_words(ready.error()).in("open", path);
    return database{*std::move(file)};
}

result<database> database::open_to_read(const std::string& path,
                                        const sqlite_store_options& options) {
    auto file = sqlite::connection::open(path, options_of(options, sqlite::access::read));
    if (!file) return in_our_words(file.error());
    return database{*std::move(file)};
}

result<sqlite::statement*> database::statement(sql::id which) {
    sqlite::statement& known = statements_[static_cast<std::size_t>(which)];
    if (!known) {
        auto prepared = connection_.prepare(sql::in_dialect(sql::text(which), sql::sqlite));
        if (!prepared) return std::move(prepared).error();
        known = *std::move(prepared);
    }
    return &known;
}

}  // namespace bounce::durable::sqlite_store_detail
