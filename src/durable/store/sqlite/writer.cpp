#include "durable/store/sqlite/writer.hpp"

#include "durable/process/crash_point.hpp"
#include "sqlite/transaction.hpp"

#include <algorithm>
#include <utility>

namespace bounce::durable::sqlite_store_detail {

writer::writer(database on, const sqlite_store_options& options)
    : on_{std::move(on)},
      options_{options},
      session_{on_, options_.around},
      poll_{options.shortest_poll} {
    on_.connection().before_commit([] { crash_point("in_commit"); });
    thread_ = os_thread{[this] { work(); }};
}

writer::~writer() {
    {
        const lock_guard<os_mutex> guard{mutex_};
        stop_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void writer::submit(std::unique_ptr<write_call> call) {
    bool first = false;
    {
        const lock_guard<os_mutex> guard{mutex_};
        first = waiting_.empty();
        waiting_.push_back(std::move(call));
        ++submitted_;
    }
    if (first) wake_.notify_one();
}

std::uint64_t writer::submitted() const {
    const lock_guard<os_mutex> guard{mutex_};
    return submitted_;
}

void writer::wait_until_settled(std::uint64_t count) {
    unique_lock<os_mutex> lock{mutex_};
    settle_.wait(lock, [&] { return settled_ >= count; });
}

std::shared_ptr<void> writer::watch(std::function<void()> changed) {
    auto handle = watchers_.add(std::move(changed));
    // The thread holds the lock from its look at the watchers until it sleeps.
    {
        const lock_guard<os_mutex> guard{mutex_};
    }
    wake_.notify_one();
    return handle;
}

void writer::work() {
    set_current_thread_name("store writer");
    look_for_others();
    while (true) {
        bool stop = false;
        batch calls = take(stop);
        if (calls.empty() && stop) return;
        if (calls.empty()) {
            look_for_others();
            continue;
        }
        const std::size_t count = calls.size();
        execute(calls);
        calls.clear();
        {
            const lock_guard<os_mutex> guard{mutex_};
            settled_ += count;
        }
        settle_.notify_all();
    }
}

// Waits for calls. Nothing, without `stop`, means that it is time to look for other processes.
writer::batch writer::take(bool& stop) {
    unique_lock<os_mutex> lock{mutex_};
    const auto something = [&] { return !waiting_.empty() || stop_; };
    if (!something()) {
        if (watchers_.none())
            wake_.wait(lock);
        else
            wake_.wait_for(lock, poll_, something);
    }
    stop = stop_;
    return std::exchange(waiting_, {});
}

void writer::look_for_others() {
    const auto version = on_.connection().number("PRAGMA data_version");
    // What cannot be read now will be reported by the next call that needs it.
    const bool changed = version && *version != std::exchange(seen_version_, *version);
    poll_ = changed ? options_.shortest_poll
                    : std::min(poll_ + poll_ / 4 + milliseconds{1}, options_.longest_poll);
    if (changed) watchers_.notify();
}

void writer::execute(batch& calls) {
    result<void> done = attempt(calls, false);
    if (!done && session_.failed()) {
        (void)session_.take_failure();
        done = attempt(calls, true);
    }
    if (session_.take_change() && done) watchers_.notify();
    for (const auto& call : calls) {
        if (done)
            call->answer();
        else
            call->fail(in_our_words(done.error()));
    }
}

// An error with a failed session is that of one part; any other is that of the whole transaction.
result<void> writer::attempt(batch& calls, bool carefully) {
    auto transaction = sqlite::transaction::begin(on_.connection());
    if (!transaction) return std::move(transaction).error();
    session_.begin_transaction();
    const auto before = on_.connection().rows_changed();
    if (auto ran = carefully ? run_each_alone(calls) : run_all(calls); !ran) return ran;
    session_.keep_numbers();
    if (auto failure = session_.take_failure()) return *std::move(failure);
    const bool wrote = on_.connection().rows_changed() != before;
    if (wrote) crash_point("before_commit");
    if (auto committed = transaction->commit(); !committed) return committed;
    if (wrote) crash_point("after_commit");
    return {};
}

result<void> writer::run_all(batch& calls) {
    for (const auto& call : calls) {
        session_.begin_call();
        call->begin(session_);
        for (std::size_t part = 0; part < call->parts(); ++part) {
            call->run(session_, part);
            if (session_.failed()) return session_.failure();
        }
    }
    return {};
}

result<void> writer::run_each_alone(batch& calls) {
    for (const auto& call : calls) {
        session_.begin_call();
        call->begin(session_);
        for (std::size_t part = 0; part < call->parts(); ++part) {
            auto alone = sqlite::savepoint::begin(on_.connection());
            if (!alone) return std::move(alone).error();
            call->run(session_, part);
            auto failure = session_.take_failure();
            if (!failure) {
                if (auto kept = alone->keep(); !kept) return kept;
                continue;
            }
            // Some failures (a full disk) have ended the whole transaction.
            if (!on_.connection().in_transaction()) return *std::move(failure);
            call->refuse(part, in_our_words(*failure));
        }
    }
    return {};
}

}  // namespace bounce::durable::sqlite_store_detail
