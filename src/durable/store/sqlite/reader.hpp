#pragma once

#include "durable/store/sqlite/session.hpp"
#include "durable/store/sqlite/writer.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/durable/reply.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <utility>

namespace bounce::durable::sqlite_store_detail {

/// A call that changes nothing.
class read_call {
public:
    read_call() = default;
    read_call(const read_call&) = delete;
    read_call& operator=(const read_call&) = delete;
    virtual ~read_call() = default;

    virtual void run(session& in) = 0;
    virtual void answer() = 0;
    virtual void fail(error why) = 0;
};

/// The thread that reads, with a connection of its own: each call sees one state of the store, which no
/// lock of a writer delays. A call sees what was submitted to our writer before it.
class reader {
public:
    reader(database on, const store_environment& around, writer& ours);
    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;
    /// Everything that was submitted is answered first.
    ~reader();

    void submit(std::unique_ptr<read_call> call);

    /// `Work` is `result<T>(session&)`.
    template <class T, class Work>
    void read(reply<T> done, Work work) {
        submit(std::make_unique<call_of<T, Work>>(std::move(work), std::move(done)));
    }

private:
    template <class T, class Work>
    class call_of final : public read_call {
    public:
        call_of(Work work, reply<T> done) : work_{std::move(work)}, done_{std::move(done)} {}
        void run(session& in) override { outcome_ = work_(in); }
        void answer() override { done_(std::move(outcome_)); }
        void fail(error why) override { done_(std::move(why)); }

    private:
        Work work_;
        reply<T> done_;
        result<T> outcome_ = bounce::errc::closed;
    };

    struct waiting_call {
        std::uint64_t after = 0;  // calls of the writer that it has to see
        std::unique_ptr<read_call> call;
    };

    void work();
    void execute(read_call& call);
    [[nodiscard]] result<void> run(read_call& call);

    // Used by the thread only.
    database on_;
    session session_;
    writer& writer_;

    os_mutex mutex_;  // guards what follows
    os_condition wake_;
    std::deque<waiting_call> waiting_;
    bool stop_ = false;

    os_thread thread_;
};

}  // namespace bounce::durable::sqlite_store_detail
