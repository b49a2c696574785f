// The floor under durable steps: a bare SQLite writer that does, for each step, what no engine on SQLite
// can do without: it rewrites an image of 1 KB and one operation row, `--runs` steps to a commit, WAL and
// synchronous=FULL. No engine, no thread, no script, no history.
//
//     bench_durable_sqlite_floor [--runs 128] [--steps 100000] [--stored RUNS]
//
// With `--stored` larger than `--runs` the steps go round that many runs, so that pages are cold.
#include "common/bench.hpp"
#include "common/counting_vfs.hpp"

#include <filesystem>

namespace {

void check(sqlite3* db, int done) {
    if (done != SQLITE_OK && done != SQLITE_DONE && done != SQLITE_ROW)
        bench::fail(sqlite3_errmsg(db));
}

struct statement {
    statement(sqlite3* on, const char* sql) : db(on) {
        check(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr));
    }
    statement(const statement&) = delete;
    statement& operator=(const statement&) = delete;
    ~statement() { sqlite3_finalize(handle); }

    void run() {
        check(db, sqlite3_step(handle));
        check(db, sqlite3_reset(handle));
    }

    sqlite3* db;
    sqlite3_stmt* handle = nullptr;
};

class writer {
public:
    explicit writer(const std::string& path) : db_(open(path)) {}
    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;
    ~writer() { sqlite3_close_v2(db_); }

    void begin() { begin_.run(); }
    void commit() { commit_.run(); }

    void create(std::int64_t run) { put(create_, run, 0); }

    void step(std::int64_t run, std::uint64_t number) {
        put(image_, run, number);
        sqlite3_bind_int64(operation_.handle, 1, run);
        sqlite3_bind_int64(operation_.handle, 2, static_cast<std::int64_t>(number));
        sqlite3_bind_blob(operation_.handle, 3, bytes_.data(), 128, SQLITE_STATIC);
        operation_.run();
    }

    [[nodiscard]] std::int64_t steps_stored() {
        statement sum(db_, "SELECT sum(number) FROM operations");
        check(db_, sqlite3_step(sum.handle));
        return sqlite3_column_int64(sum.handle, 0);
    }

private:
    static sqlite3* open(const std::string& path) {
        sqlite3* db = nullptr;
        check(db, sqlite3_open(path.c_str(), &db));
        check(db, sqlite3_exec(db,
                               "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                               "CREATE TABLE runs(id INTEGER PRIMARY KEY, image BLOB);"
                               "CREATE TABLE operations(run INTEGER, number INTEGER, args BLOB,"
                               " PRIMARY KEY(run)) WITHOUT ROWID;",
                               nullptr, nullptr, nullptr));
        return db;
    }

    void put(statement& into, std::int64_t run, std::uint64_t number) {
        std::memcpy(bytes_.data(), &number, sizeof number);
        sqlite3_bind_int64(into.handle, 1, run);
        sqlite3_bind_blob(into.handle, 2, bytes_.data(), static_cast<int>(bytes_.size()),
                          SQLITE_STATIC);
        into.run();
    }

    sqlite3* db_;
    std::vector<char> bytes_ = std::vector<char>(1024, 'x');
    statement begin_{db_, "BEGIN IMMEDIATE"};
    statement commit_{db_, "COMMIT"};
    statement create_{db_, "INSERT INTO runs VALUES (?1, ?2)"};
    statement image_{db_, "UPDATE runs SET image = ?2 WHERE id = ?1"};
    statement operation_{db_, "REPLACE INTO operations VALUES (?1, ?2, ?3)"};
};

void measure(const std::string& path, const bench::arguments& arguments) {
    const std::uint64_t together = arguments.number("runs", 128);
    const std::uint64_t stored = std::max(together, arguments.number("stored", together));
    bench::require(together > 0, "--runs takes a positive number");
    const std::uint64_t rounds =
        std::max<std::uint64_t>(arguments.number("steps", 100'000) / together, 1);
    writer out(path);
    out.begin();
    for (std::uint64_t run = 0; run < stored; ++run) out.create(static_cast<std::int64_t>(run));
    out.commit();

    const std::uint64_t syncs = bench::counting_vfs::syncs();
    const std::uint64_t bytes = bench::counting_vfs::bytes();
    const bench::stopwatch watch;
    std::uint64_t next = 0;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        out.begin();
        for (std::uint64_t i = 0; i < together; ++i, ++next)
            out.step(static_cast<std::int64_t>(next % stored), next / stored + 1);
        out.commit();
    }
    const double seconds = watch.seconds();
    const auto steps = static_cast<double>(next);
    bench::report("durable_steps", steps / seconds, "steps/s");
    bench::report("durable_syncs",
                  static_cast<double>(bench::counting_vfs::syncs() - syncs) / steps, "fsyncs/step");
    bench::report("durable_bytes",
                  static_cast<double>(bench::counting_vfs::bytes() - bytes) / steps, "bytes/step");
    bench::require(out.steps_stored() == static_cast<std::int64_t>(next), "a step is missing");
}

}  // namespace

int main(int argc, char** argv) {
    const bench::arguments arguments(argc, argv);
    bench::counting_vfs::install();
    std::string folder = (std::filesystem::current_path() / "bench-sqlite-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) bench::fail_errno(folder.c_str());
    measure(folder + "/floor.db", arguments);
    std::filesystem::remove_all(folder);
    return 0;
}
