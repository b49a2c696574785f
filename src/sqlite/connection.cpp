#include "sqlite/connection.hpp"

#include "sqlite/sqlite_category.hpp"
#include "sqlite/sys/private_file.hpp"

#include "bounce/base/threads.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace bounce::sqlite {

// At a fixed address, since SQLite keeps a pointer to it for the busy handler.
struct connection::state {
    state(std::string where, milliseconds patience)
        : path{std::move(where)}, busy_timeout{patience} {}
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state() {
        // Every statement has ended, so this cannot fail with "busy".
        [[maybe_unused]] const int closed = sqlite3_close(handle);
        BOUNCE_DEBUG_ASSERT(closed == SQLITE_OK, "a statement outlived its connection");
    }

    sqlite3* handle = nullptr;
    std::string path;
    milliseconds busy_timeout;
    time_point busy_since{};
    std::function<void()> commit_hook;
};

namespace {

// Locks between processes are held for the length of a commit: short waits first, then longer ones.
// SQLite's own handler starts with a whole millisecond.
constexpr microseconds first_pause{50};
constexpr microseconds longest_pause{5000};

int flags_of(access mode) noexcept {
    switch (mode) {
        case access::read: return SQLITE_OPEN_READONLY;
        case access::read_write: return SQLITE_OPEN_READWRITE;
        case access::create: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    }
    return SQLITE_OPEN_READONLY;
}

bool is_file(const std::string& path) { return !path.empty() && path != ":memory:"; }

bool only_space(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == ';'; });
}

}  // namespace

connection::connection(std::unique_ptr<state> opened) noexcept : state_{std::move(opened)} {}
connection::connection(connection&&) noexcept = default;
connection& connection::operator=(connection&&) noexcept = default;
connection::~connection() = default;

result<connection> connection::open(std::string path, const connection_options& options) {
    if (options.mode == access::create && options.vfs.empty() && is_file(path)) {
        if (auto made = sys::create_private_file(path); !made)
            return std::move(made).error().in("open", path);
    }
    auto opened = std::make_unique<state>(std::move(path), options.busy_timeout);
    // No mutex of its own: a connection belongs to one thread at a time.
    const int flags = flags_of(options.mode) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int done = sqlite3_open_v2(opened->path.c_str(), &opened->handle, flags,
                                     options.vfs.empty() ? nullptr : options.vfs.c_str());
    if (done != SQLITE_OK) return error_of(opened->handle, done).in("open", opened->path);
    sqlite3_busy_handler(
        opened->handle,
        [](void* context, int tries) -> int {
            auto& self = *static_cast<state*>(context);
            const auto now = steady_clock::now();
            if (tries == 0) self.busy_since = now;
            if (now - self.busy_since >= self.busy_timeout) return 0;
            const auto pause = first_pause * (std::int64_t{1} << std::min(tries, 16));
            std::this_thread::sleep_for(std::min(pause, longest_pause));
            return 1;
        },
        opened.get());
    return connection{std::move(opened)};
}

const std::string& connection::path() const noexcept { return state_->path; }

result<statement> connection::prepare(std::string_view sql) {
    sqlite3_stmt* compiled = nullptr;
    const char* rest = nullptr;
    const int done = sqlite3_prepare_v3(state_->handle, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &compiled, &rest);
    if (done != SQLITE_OK) return error_of(state_->handle, done).in("prepare", excerpt(sql));
    statement prepared{compiled};
    const auto used = static_cast<std::size_t>(rest - sql.data());
    if (compiled == nullptr || !only_space(sql.substr(used)))
        return error{errc::invalid_argument}.in("prepare", excerpt(sql)).in("not one statement");
    return prepared;
}

result<void> connection::execute(std::string_view script) {
    while (!only_space(script)) {
        sqlite3_stmt* compiled = nullptr;
        const char* rest = nullptr;
        const int done = sqlite3_prepare_v2(state_->handle, script.data(),
                                            static_cast<int>(script.size()), &compiled, &rest);
        if (done != SQLITE_OK) return error_of(state_->handle, done).in("prepare", excerpt(script));
        statement prepared{compiled};
        script.remove_prefix(static_cast<std::size_t>(rest - script.data()));
        if (compiled == nullptr) continue;  // a comment
        if (auto ran = prepared.run(); !ran) return std::move(ran).error();
    }
    return {};
}

result<std::int64_t> connection::number(std::string_view sql) {
    result<statement> prepared = prepare(sql);
    if (!prepared) return std::move(prepared).error();
    return prepared->one<std::int64_t>();
}

result<std::string> connection::text(std::string_view sql) {
    result<statement> prepared = prepare(sql);
    if (!prepared) return std::move(prepared).error();
    return prepared->one<std::string>();
}

std::int64_t connection::rows_changed() const noexcept {
    return sqlite3_total_changes64(state_->handle);
}

bool connection::in_transaction() const noexcept {
    return sqlite3_get_autocommit(state_->handle) == 0;
}

void connection::before_commit(std::function<void()> hook) {
    state_->commit_hook = std::move(hook);
    sqlite3_commit_hook(
        state_->handle,
        [](void* context) -> int {
            static_cast<state*>(context)->commit_hook();
            return 0;
        },
        state_.get());
}

void connection::interrupt() noexcept { sqlite3_interrupt(state_->handle); }

}  // namespace bounce::sqlite
