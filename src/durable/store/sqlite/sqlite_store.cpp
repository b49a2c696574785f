#include "bounce/durable/sqlite_store.hpp"

#include "durable/store/sqlite/reader.hpp"
#include "durable/store/sqlite/tables.hpp"
#include "durable/store/sqlite/writer.hpp"

#include "bounce/durable/schema_version.hpp"

#include <utility>

namespace bounce::durable {

namespace {

using namespace sqlite_store_detail;

// Each call of the contract becomes a call of the writer or of the reader; what it does to the rows
// stands in `tables`.
class sqlite_store final : public store {
public:
    sqlite_store(std::string path, database to_write, database to_read,
                 const sqlite_store_options& options)
        : path_{std::move(path)},
          writer_{std::move(to_write), options},
          reader_{std::move(to_read), options.around, writer_} {}

    store_info info() const override { return {"sqlite", "sqlite:" + path_, schema_version}; }

    void start(std::vector<run_start> runs, reply<std::vector<result<started_run>>> done) override {
        each<started_run>(std::move(runs), std::move(done),
                          [](tables t, const run_start& r) { return t.start(r); });
    }
    void signal(std::vector<signal_request> signals,
                reply<std::vector<result<void>>> done) override {
        each<void>(std::move(signals), std::move(done),
                   [](tables t, const signal_request& r) { return t.signal(r); });
    }
    void control(std::vector<control_request> requests,
                 reply<std::vector<result<void>>> done) override {
        each<void>(std::move(requests), std::move(done),
                   [](tables t, const control_request& r) { return t.control(r); });
    }

    void register_worker(process_identity who, nanoseconds lease,
                         reply<worker_registration> done) override {
        write(std::move(done),
              [who = std::move(who), lease](tables t) { return t.register_worker(who, lease); });
    }
    void renew_worker(worker_number worker, nanoseconds lease, std::vector<attempt_id> performing,
                      reply<worker_renewal> done) override {
        write(std::move(done), [worker, lease, performing = std::move(performing)](tables t) {
            return t.renew(worker, lease, performing);
        });
    }
    void retire_worker(worker_number worker, reply<void> done) override {
        write(std::move(done), [worker](tables t) {
            t.retire(worker);
            return result<void>{};
        });
    }
    void recover(std::size_t limit, reply<recovery> done) override {
        write(std::move(done), [limit](tables t) { return t.recover(limit); });
    }

    void claim_runs(worker_claim wish, reply<run_claim_answer> done) override {
        write(std::move(done), [wish = std::move(wish)](tables t) { return t.claim_runs(wish); });
    }
    void load_run(held_run run, reply<claimed_run> done) override {
        read(std::move(done), [run](tables t) { return t.load(run); });
    }
    void commit(std::vector<slice_commit> slices, reply<commit_answer> done) override {
        writer_.submit(std::make_unique<commit_call>(std::move(slices), std::move(done)));
    }
    void release(std::vector<run_release> runs, reply<void> done) override {
        write(std::move(done), [runs = std::move(runs)](tables t) {
            for (const auto& run : runs) t.release(run);
            return result<void>{};
        });
    }

    void claim_steps(worker_claim wish, reply<step_claim_answer> done) override {
        write(std::move(done), [wish = std::move(wish)](tables t) { return t.claim_steps(wish); });
    }
    void load_step(attempt_id attempt, worker_number worker, reply<claimed_step> done) override {
        read(std::move(done), [=](tables t) { return t.load_step(attempt, worker); });
    }
    void finish_steps(std::vector<attempt_end> ends,
                      reply<std::vector<attempt_verdict>> done) override {
        write(std::move(done), [ends = std::move(ends)](tables t) {
            std::vector<attempt_verdict> verdicts;
            for (const auto& end : ends) verdicts.push_back(t.finish(end));
            return verdicts;
        });
    }

    void get_run(std::string id, reply<run_record> done) override {
        read(std::move(done), [id = std::move(id)](tables t) { return t.record(id); });
    }
    void list_runs(run_filter filter, reply<std::vector<run_record>> done) override {
        read(std::move(done), [filter = std::move(filter)](tables t) { return t.list(filter); });
    }
    void operations(std::string id, reply<std::vector<operation_record>> done) override {
        read(std::move(done), [id = std::move(id)](tables t) { return t.operations(id); });
    }
    void history(std::string id, reply<std::vector<history_entry>> done) override {
        read(std::move(done), [id = std::move(id)](tables t) { return t.history(id); });
    }
    void output(std::string id, std::size_t skip, reply<std::vector<output_line>> done) override {
        read(std::move(done), [id = std::move(id), skip](tables t) { return t.output(id, skip); });
    }
    void load_code(code_hash hash, reply<bytes> done) override {
        read(std::move(done), [hash](tables t) { return t.code(hash); });
    }
    void workload(worker_number worker, reply<durable::workload> done) override {
        read(std::move(done), [worker](tables t) { return t.count(worker); });
    }
    void next_wake(worker_number worker, nanoseconds after,
                   reply<std::optional<nanoseconds>> done) override {
        read(std::move(done), [=](tables t) { return t.next_wake(worker, after); });
    }
    std::shared_ptr<void> watch(std::function<void()> changed) override {
        return writer_.watch(std::move(changed));
    }
    void check(reply<std::vector<std::string>> done) override {
        read(std::move(done), [](tables t) { return t.check(); });
    }

private:
    // The part of a commit is a slice; the answer is made of what became of each.
    class commit_call final : public write_call {
    public:
        commit_call(std::vector<slice_commit> slices, reply<commit_answer> done)
            : slices_{std::move(slices)},
              done_{std::move(done)},
              outcomes_(slices_.size(), tables::commit_outcome{}) {}

        std::size_t parts() const noexcept override { return slices_.size(); }
        void begin(const session& in) override { now_ = in.now(); }
        void run(session& in, std::size_t part) override {
            outcomes_[part] = tables{in}.commit(slices_[part]);
        }
        void refuse(std::size_t part, error why) override { outcomes_[part] = std::move(why); }
        void fail(error why) override { done_(std::move(why)); }
        void answer() override {
            commit_answer answer;
            answer.now = now_;
            for (std::size_t i = 0; i < slices_.size(); ++i) {
                const slice_commit& slice = slices_[i];
                if (!outcomes_[i])
                    answer.failed.push_back({slice.run, slice.number, outcomes_[i].error()});
                else if (outcomes_[i]->took_hold)
                    answer.done.push_back({slice.run, slice.number, outcomes_[i]->more});
            }
            done_(std::move(answer));
        }

    private:
        std::vector<slice_commit> slices_;
        reply<commit_answer> done_;
        std::vector<result<tables::commit_outcome>> outcomes_;
        nanoseconds now_{};
    };

    template <class T, class Work>
    void write(reply<T> done, Work work) {
        writer_.submit(make_call<T>(
            std::move(done),
            [work = std::move(work)](session& in) -> result<T> { return work(tables{in}); }));
    }
    template <class T, class Request, class Work>
    void each(std::vector<Request> requests, reply<std::vector<result<T>>> done, Work work) {
        writer_.submit(make_batch<T>(
            std::move(requests), std::move(done),
            [work](session& in, const Request& request) { return work(tables{in}, request); }));
    }
    template <class T, class Work>
    void read(reply<T> done, Work work) {
        reader_.read<T>(std::move(done), [work = std::move(work)](session& in) -> result<T> {
            return work(tables{in});
        });
    }

    const std::string path_;
    writer writer_;
    reader reader_;  // ends first, as it waits for the writer
};

}  // namespace

result<std::unique_ptr<store>> open_sqlite_store(std::string path,
                                                 const sqlite_store_options& options) {
    auto to_write = database::open_to_write(path, options);
    if (!to_write) return std::move(to_write).error();
    auto to_read = database::open_to_read(path, options);
    if (!to_read) return std::move(to_read).error();
    return std::unique_ptr<store>{std::make_unique<sqlite_store>(
        std::move(path), *std::move(to_write), *std::move(to_read), options)};
}

}  // namespace bounce::durable
