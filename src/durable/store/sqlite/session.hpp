#pragma once

#include "durable/store/sqlite/database.hpp"

#include "bounce/base/clock.hpp"
#include "bounce/base/result.hpp"
#include "bounce/durable/store_environment.hpp"
#include "bounce/durable/worker_number.hpp"

#include <cstdint>
#include <optional>
#include <utility>

namespace bounce::durable::sqlite_store_detail {

class session;

/// The rows of a query. `next` is false at the end and after a failure, which the session keeps.
class cursor {
public:
    cursor(session& owner, std::optional<sqlite::rows> started)
        : owner_{&owner}, rows_{std::move(started)} {}

    [[nodiscard]] bool next();

    template <class T>
    [[nodiscard]] T get(int column) const {
        return rows_->get<T>(column);
    }

private:
    session* owner_;
    std::optional<sqlite::rows> rows_;
};

/// One transaction as the logic of the store sees it. **Failures stick**: after the first, statements do
/// nothing and queries find nothing, so that the logic reads straight, and whoever runs a part asks
/// `failed()` once at its end. What a part decided after a failure is thrown away with its rows.
class session {
public:
    session(database& on, store_environment around) : on_{&on}, around_{std::move(around)} {}

    [[nodiscard]] const store_environment& around() const noexcept { return around_; }

    /// Begins a call: reads the clock, so that all rows of it have one time.
    void begin_call() { now_ = around_.clock(); }
    [[nodiscard]] nanoseconds now() const noexcept { return now_; }

    /// How many rows the statement changed.
    template <class... Values>
    std::int64_t run(sql::id which, const Values&... values) {
        sqlite::statement* const found = prepared(which);
        if (found == nullptr) return 0;
        auto changed = found->run(values...);
        if (changed) return *changed;
        fail(std::move(changed).error());
        return 0;
    }

    template <class... Values>
    [[nodiscard]] cursor query(sql::id which, const Values&... values) {
        sqlite::statement* const found = prepared(which);
        if (found == nullptr) return cursor{*this, std::nullopt};
        return cursor{*this, found->query(values...)};
    }

    /// The first column of the first row, if there is one.
    template <class T, class... Values>
    [[nodiscard]] std::optional<T> one(sql::id which, const Values&... values) {
        cursor rows = query(which, values...);
        if (!rows.next()) return std::nullopt;
        return rows.get<T>(0);
    }

    /// The value, or nothing in particular after a failure, which is kept.
    template <class T>
    [[nodiscard]] T checked(result<T> outcome) {
        if (outcome) return *std::move(outcome);
        fail(std::move(outcome).error());
        return T{};
    }

    void fail(error why) {
        if (!failure_) failure_ = std::move(why);
    }
    [[nodiscard]] bool failed() const noexcept { return failure_.has_value(); }
    [[nodiscard]] const error& failure() const { return *failure_; }
    [[nodiscard]] std::optional<error> take_failure() { return std::exchange(failure_, {}); }

    /// Larger than every number that the store has given before.
    [[nodiscard]] std::int64_t next_number();
    /// Writes down how far the numbers have come: before the commit.
    void keep_numbers();

    /// The process of a worker that is there; asked of the database once in a transaction.
    [[nodiscard]] std::int64_t pid_of(worker_number worker);

    /// What was read before is of an earlier transaction.
    void begin_transaction() noexcept {
        next_number_.reset();
        pid_.reset();
        changed_ = false;
    }

    /// Something may have become ready, or a run has ended.
    void note_change() noexcept { changed_ = true; }
    [[nodiscard]] bool take_change() noexcept { return std::exchange(changed_, false); }

private:
    [[nodiscard]] sqlite::statement* prepared(sql::id which) {
        if (failed()) return nullptr;
        auto found = on_->statement(which);
        if (found) return *found;
        fail(std::move(found).error());
        return nullptr;
    }

    database* on_;
    const store_environment around_;
    nanoseconds now_{};
    std::optional<error> failure_;
    /// Not set: not read in this transaction.
    std::optional<std::int64_t> next_number_;
    std::optional<std::pair<worker_number, std::int64_t>> pid_;
    bool changed_ = false;
};

inline bool cursor::next() {
    if (!rows_) return false;
    auto row = rows_->next();
    if (row && *row) return true;
    if (!row) owner_->fail(std::move(row).error());
    rows_.reset();
    return false;
}

}  // namespace bounce::durable::sqlite_store_detail
