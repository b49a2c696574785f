#pragma once

#include "durable/store/sqlite/database.hpp"
#include "durable/store/sqlite/session.hpp"
#include "durable/store/sqlite/watchers.hpp"
#include "durable/store/sqlite/write_call.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/durable/sqlite_store_options.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace bounce::durable::sqlite_store_detail {

/// The thread that writes.
///
///  1. It takes all calls that wait, executes them in their order in one transaction, commits, and only
///     then answers them. While one commit waits for the disk the calls of the next gather, so the
///     busier the store is the more calls share a commit.
///  2. When a part of a call fails, the transaction is undone and executed once more with a savepoint
///     around each part: the bad one is taken out and fails alone. So the usual case pays for no
///     savepoint.
///  3. What fails as a whole (the lock, the disk, COMMIT) fails for every call in the transaction.
///  4. While it has nothing to do and somebody watches, it looks now and then whether another process
///     has written.
class writer {
public:
    writer(database on, const sqlite_store_options& options);
    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;
    /// Everything that was submitted is executed and answered first.
    ~writer();

    void submit(std::unique_ptr<write_call> call);

    /// How many calls were submitted so far; and waits until the first `count` of them are settled.
    [[nodiscard]] std::uint64_t submitted() const;
    void wait_until_settled(std::uint64_t count);

    [[nodiscard]] std::shared_ptr<void> watch(std::function<void()> changed);

private:
    using batch = std::vector<std::unique_ptr<write_call>>;

    void work();
    [[nodiscard]] batch take(bool& stop);
    void execute(batch& calls);
    [[nodiscard]] result<void> attempt(batch& calls, bool carefully);
    [[nodiscard]] result<void> run_all(batch& calls);
    [[nodiscard]] result<void> run_each_alone(batch& calls);
    void look_for_others();

    // Used by the thread only.
    database on_;
    const sqlite_store_options options_;
    session session_;
    std::int64_t seen_version_ = 0;
    milliseconds poll_;

    watchers watchers_;

    mutable os_mutex mutex_;  // guards what follows
    os_condition wake_;       // there is a call, a watcher, or `stop_`
    os_condition settle_;     // `settled_` grew
    batch waiting_;
    std::uint64_t submitted_ = 0;
    std::uint64_t settled_ = 0;
    bool stop_ = false;

    os_thread thread_;
};

}  // namespace bounce::durable::sqlite_store_detail
