#include "bounce/durable/failing_store.hpp"

#include "bounce/durable/errc.hpp"

#include <utility>

namespace bounce::durable {

namespace {

class failing_store final : public store {
public:
    failing_store(std::shared_ptr<store> behind, std::shared_ptr<fault_plan> plan)
        : behind_{std::move(behind)}, plan_{std::move(plan)} {}

    store_info info() const override { return behind_->info(); }

    void start(std::vector<run_start> runs, reply<std::vector<result<started_run>>> done) override {
        pass("start", &store::start, std::move(done), std::move(runs));
    }
    void signal(std::vector<signal_request> signals,
                reply<std::vector<result<void>>> done) override {
        pass("signal", &store::signal, std::move(done), std::move(signals));
    }
    void control(std::vector<control_request> requests,
                 reply<std::vector<result<void>>> done) override {
        pass("control", &store::control, std::move(done), std::move(requests));
    }
    void register_worker(process_identity who, nanoseconds lease,
                         reply<worker_registration> done) override {
        pass("register_worker", &store::register_worker, std::move(done), std::move(who), lease);
    }
    void renew_worker(worker_number worker, nanoseconds lease, std::vector<attempt_id> performing,
                      reply<worker_renewal> done) override {
        pass("renew_worker", &store::renew_worker, std::move(done), worker, lease,
             std::move(performing));
    }
    void retire_worker(worker_number worker, reply<void> done) override {
        pass("retire_worker", &store::retire_worker, std::move(done), worker);
    }
    void recover(std::size_t limit, reply<recovery> done) override {
        pass("recover", &store::recover, std::move(done), limit);
    }
    void claim_runs(worker_claim wish, reply<run_claim_answer> done) override {
        pass("claim_runs", &store::claim_runs, std::move(done), std::move(wish));
    }
    void load_run(held_run run, reply<claimed_run> done) override {
        pass("load_run", &store::load_run, std::move(done), run);
    }
    void commit(std::vector<slice_commit> slices, reply<commit_answer> done) override {
        pass("commit", &store::commit, std::move(done), std::move(slices));
    }
    void release(std::vector<run_release> runs, reply<void> done) override {
        pass("release", &store::release, std::move(done), std::move(runs));
    }
    void claim_steps(worker_claim wish, reply<step_claim_answer> done) override {
        pass("claim_steps", &store::claim_steps, std::move(done), std::move(wish));
    }
    void load_step(attempt_id attempt, worker_number worker, reply<claimed_step> done) override {
        pass("load_step", &store::load_step, std::move(done), attempt, worker);
    }
    void finish_steps(std::vector<attempt_end> ends,
                      reply<std::vector<attempt_verdict>> done) override {
        pass("finish_steps", &store::finish_steps, std::move(done), std::move(ends));
    }
    void get_run(std::string id, reply<run_record> done) override {
        pass("get_run", &store::get_run, std::move(done), std::move(id));
    }
    void list_runs(run_filter filter, reply<std::vector<run_record>> done) override {
        pass("list_runs", &store::list_runs, std::move(done), std::move(filter));
    }
    void operations(std::string id, reply<std::vector<operation_record>> done) override {
        pass("operations", &store::operations, std::move(done), std::move(id));
    }
    void history(std::string id, reply<std::vector<history_entry>> done) override {
        pass("history", &store::history, std::move(done), std::move(id));
    }
    void output(std::string id, std::size_t skip, reply<std::vector<output_line>> done) override {
        pass("output", &store::output, std::move(done), std::move(id), skip);
    }
    void load_code(code_hash hash, reply<bytes> done) override {
        pass("load_code", &store::load_code, std::move(done), hash);
    }
    void workload(worker_number worker, reply<durable::workload> done) override {
        pass("workload", &store::workload, std::move(done), worker);
    }
    void next_wake(worker_number worker, nanoseconds after,
                   reply<std::optional<nanoseconds>> done) override {
        pass("next_wake", &store::next_wake, std::move(done), worker, after);
    }
    std::shared_ptr<void> watch(std::function<void()> changed) override {
        return behind_->watch(std::move(changed));
    }
    void check(reply<std::vector<std::string>> done) override {
        pass("check", &store::check, std::move(done));
    }

private:
    template <class T, class... Params, class... Args>
    void pass(const char* name, void (store::*method)(Params...), reply<T> done, Args... args) {
        switch (plan_->next()) {
            case store_fault::none:
                ((*behind_).*method)(std::move(args)..., std::move(done));
                return;
            case store_fault::before: done(error{errc::store_locked}.in(name)); return;
            case store_fault::after:
                // It took effect; only the answer is lost.
                ((*behind_).*method)(
                    std::move(args)...,
                    reply<T>{[name, to = std::move(done)](const result<T>&) mutable {
                        to(error{errc::outcome_unknown}.in(name));
                    }});
                return;
        }
    }

    const std::shared_ptr<store> behind_;
    const std::shared_ptr<fault_plan> plan_;
};

}  // namespace

std::unique_ptr<store> make_failing_store(std::shared_ptr<store> behind,
                                          std::shared_ptr<fault_plan> plan) {
    return std::make_unique<failing_store>(std::move(behind), std::move(plan));
}

}  // namespace bounce::durable
