#include "durable/store/sqlite/reader.hpp"

namespace bounce::durable::sqlite_store_detail {

reader::reader(database on, const store_environment& around, writer& ours)
    : on_{std::move(on)}, session_{on_, around}, writer_{ours} {
    thread_ = os_thread{[this] { work(); }};
}

reader::~reader() {
    {
        const lock_guard<os_mutex> guard{mutex_};
        stop_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void reader::submit(std::unique_ptr<read_call> call) {
    const std::uint64_t after = writer_.submitted();
    {
        const lock_guard<os_mutex> guard{mutex_};
        waiting_.push_back({after, std::move(call)});
    }
    wake_.notify_one();
}

void reader::work() {
    set_current_thread_name("store reader");
    while (true) {
        waiting_call next;
        {
            unique_lock<os_mutex> lock{mutex_};
            wake_.wait(lock, [&] { return !waiting_.empty() || stop_; });
            if (waiting_.empty()) return;
            next = std::move(waiting_.front());
            waiting_.pop_front();
        }
        writer_.wait_until_settled(next.after);
        execute(*next.call);
    }
}

void reader::execute(read_call& call) {
    if (auto ran = run(call); !ran)
        call.fail(in_our_words(ran.error()));
    else
        call.answer();
}

result<void> reader::run(read_call& call) {
    // Deferred: the snapshot is taken by the first query.
    if (auto begun = on_.connection().execute("BEGIN"); !begun) return begun;
    session_.begin_call();
    call.run(session_);
    auto failure = session_.take_failure();
    auto ended = on_.connection().execute("COMMIT");
    if (failure) return *std::move(failure);
    return ended;
}

}  // namespace bounce::durable::sqlite_store_detail
