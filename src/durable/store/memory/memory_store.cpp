#include "bounce/durable/memory_store.hpp"

#include "durable/store/memory/tables.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/durable/schema_version.hpp"

#include <algorithm>
#include <utility>

namespace bounce::durable {

namespace {

/// Somebody who wants to be told of changes. Its mutex is held during the call, so that whoever
/// destroys it knows that none is under way.
class watcher {
public:
    explicit watcher(std::function<void()> changed) : changed_{std::move(changed)} {}

    void call() {
        const lock_guard<os_mutex> lock{mutex_};
        if (changed_) changed_();
    }
    void stop() {
        const lock_guard<os_mutex> lock{mutex_};
        changed_ = nullptr;
    }

private:
    os_mutex mutex_;
    std::function<void()> changed_;
};

class memory_store final : public store {
public:
    explicit memory_store(store_environment around)
        : clock_{around.clock}, tables_{std::move(around)} {}

    store_info info() const override { return {"memory", "memory:", schema_version}; }

    void start(std::vector<run_start> runs, reply<std::vector<result<started_run>>> done) override {
        change(std::move(done), [&](nanoseconds now) {
            std::vector<result<started_run>> made;
            made.reserve(runs.size());
            for (const auto& run : runs) made.push_back(tables_.start(run, now));
            return made;
        });
    }
    void signal(std::vector<signal_request> signals,
                reply<std::vector<result<void>>> done) override {
        change(std::move(done), [&](nanoseconds now) {
            std::vector<result<void>> made;
            made.reserve(signals.size());
            for (const auto& s : signals) made.push_back(tables_.signal(s, now));
            return made;
        });
    }
    void control(std::vector<control_request> requests,
                 reply<std::vector<result<void>>> done) override {
        change(std::move(done), [&](nanoseconds now) {
            std::vector<result<void>> made;
            made.reserve(requests.size());
            for (const auto& r : requests) made.push_back(tables_.control(r, now));
            return made;
        });
    }
    void register_worker(process_identity who, nanoseconds lease,
                         reply<worker_registration> done) override {
        look(std::move(done),
             [&](nanoseconds now) { return tables_.register_worker(std::move(who), lease, now); });
    }
    void renew_worker(worker_number worker, nanoseconds lease, std::vector<attempt_id> performing,
                      reply<worker_renewal> done) override {
        look(std::move(done),
             [&](nanoseconds now) { return tables_.renew(worker, lease, performing, now); });
    }
    void retire_worker(worker_number worker, reply<void> done) override {
        change(std::move(done), [&](nanoseconds now) {
            tables_.retire(worker, now);
            return result<void>{};
        });
    }
    void recover(std::size_t limit, reply<recovery> done) override {
        change(std::move(done), [&](nanoseconds now) { return tables_.recover(limit, now); });
    }
    void claim_runs(worker_claim wish, reply<run_claim_answer> done) override {
        look(std::move(done), [&](nanoseconds now) { return tables_.claim_runs(wish, now); });
    }
    void load_run(held_run run, reply<claimed_run> done) override {
        look(std::move(done), [&](nanoseconds) { return tables_.load(run); });
    }
    void commit(std::vector<slice_commit> slices, reply<commit_answer> done) override {
        change(std::move(done), [&](nanoseconds now) {
            commit_answer answer;
            answer.now = now;
            for (const auto& slice : slices) {
                auto took_hold = tables_.commit(slice, now);
                if (!took_hold)
                    answer.failed.push_back(
                        {slice.run, slice.number, std::move(took_hold).error()});
                else if (*took_hold)
                    answer.done.push_back({slice.run, slice.number, tables_.inbox_left(slice.run)});
            }
            return answer;
        });
    }
    void release(std::vector<run_release> runs, reply<void> done) override {
        change(std::move(done), [&](nanoseconds now) {
            for (const auto& run : runs) tables_.release(run, now);
            return result<void>{};
        });
    }
    void claim_steps(worker_claim wish, reply<step_claim_answer> done) override {
        look(std::move(done), [&](nanoseconds now) { return tables_.claim_steps(wish, now); });
    }
    void load_step(attempt_id attempt, worker_number worker, reply<claimed_step> done) override {
        look(std::move(done), [&](nanoseconds) { return tables_.load_step(attempt, worker); });
    }
    void finish_steps(std::vector<attempt_end> ends,
                      reply<std::vector<attempt_verdict>> done) override {
        change(std::move(done), [&](nanoseconds now) {
            std::vector<attempt_verdict> verdicts;
            verdicts.reserve(ends.size());
            for (const auto& end : ends) verdicts.push_back(tables_.finish(end, now));
            return verdicts;
        });
    }
    void get_run(std::string id, reply<run_record> done) override {
        look(std::move(done), [&](nanoseconds) { return tables_.record(id); });
    }
    void list_runs(run_filter filter, reply<std::vector<run_record>> done) override {
        look(std::move(done), [&](nanoseconds) { return tables_.list(filter); });
    }
    void operations(std::string id, reply<std::vector<operation_record>> done) override {
        look(std::move(done), [&](nanoseconds) { return tables_.operations(id); });
    }
    void history(std::string id, reply<std::vector<history_entry>> done) override {
        look(std::move(done), [&](nanoseconds) { return tables_.history(id); });
    }
    void output(std::string id, std::size_t skip, reply<std::vector<output_line>> done) override {
        look(std::move(done), [&](nanoseconds) { return tables_.output(id, skip); });
    }
    void load_code(code_hash hash, reply<bytes> done) override {
        look(std::move(done), [&](nanoseconds) { return tables_.code(hash); });
    }
    void workload(worker_number worker, reply<durable::workload> done) override {
        look(std::move(done), [&](nanoseconds now) { return tables_.count(worker, now); });
    }
    void next_wake(worker_number worker, nanoseconds after,
                   reply<std::optional<nanoseconds>> done) override {
        look(std::move(done), [&](nanoseconds) { return tables_.next_wake(worker, after); });
    }
    void check(reply<std::vector<std::string>> done) override {
        look(std::move(done), [&](nanoseconds) { return tables_.check(); });
    }

    std::shared_ptr<void> watch(std::function<void()> changed) override {
        auto made = std::make_shared<watcher>(std::move(changed));
        const lock_guard<os_mutex> lock{mutex_};
        std::erase_if(watchers_, [](const auto& w) { return w.expired(); });
        watchers_.push_back(made);
        // The handle keeps the watcher; the store only knows of it.
        return {made.get(), [made](void*) mutable {
                    made->stop();
                    made.reset();
                }};
    }

private:
    /// One transaction, then the answer. Replies and watchers are called with no lock held: they may
    /// call the store.
    template <class T, class F>
    void look(reply<T> done, F&& transaction) {
        result<T> answer = [&]() -> result<T> {
            const lock_guard<os_mutex> lock{mutex_};
            return transaction(clock_());
        }();
        done(std::move(answer));
    }
    template <class T, class F>
    void change(reply<T> done, F&& transaction) {
        look(std::move(done), std::forward<F>(transaction));
        std::vector<std::shared_ptr<watcher>> told;
        {
            const lock_guard<os_mutex> lock{mutex_};
            for (const auto& w : watchers_)
                if (auto alive = w.lock()) told.push_back(std::move(alive));
        }
        for (const auto& w : told) w->call();
    }

    const std::function<nanoseconds()> clock_;
    os_mutex mutex_;  // over everything below
    memory::tables tables_;
    std::vector<std::weak_ptr<watcher>> watchers_;
};

}  // namespace

std::unique_ptr<store> make_memory_store(store_environment around) {
    return std::make_unique<memory_store>(std::move(around));
}

}  // namespace bounce::durable
