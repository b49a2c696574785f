#pragma once

#include "durable/store/memory/rows.hpp"

#include "bounce/durable/store.hpp"
#include "bounce/durable/store_environment.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bounce::durable::memory {

/// The rows of a store and what may be done to them. One call is one transaction; the caller sees to it
/// that there is one at a time. `now` is the store's time of the call.
class tables {
public:
    explicit tables(store_environment around) : around_{std::move(around)} {}

    // runs.cpp
    result<started_run> start(const run_start& wanted, nanoseconds now);
    result<void> signal(const signal_request& wanted, nanoseconds now);
    result<void> control(const control_request& wanted, nanoseconds now);

    // leases.cpp
    worker_registration register_worker(process_identity who, nanoseconds lease, nanoseconds now);
    result<worker_renewal> renew(worker_number worker, nanoseconds lease,
                                 const std::vector<attempt_id>& performing, nanoseconds now);
    void retire(worker_number worker, nanoseconds now);
    recovery recover(std::size_t limit, nanoseconds now);
    result<run_claim_answer> claim_runs(const worker_claim& wish, nanoseconds now);
    result<claimed_run> load(const held_run& run) const;
    void release(const run_release& wanted, nanoseconds now);

    // commits.cpp
    /// True: it took hold, now or before. False: it was fenced.
    result<bool> commit(const slice_commit& slice, nanoseconds now);
    [[nodiscard]] bool inbox_left(run_number run) const;

    // operations.cpp
    result<step_claim_answer> claim_steps(const worker_claim& wish, nanoseconds now);
    result<claimed_step> load_step(const attempt_id& attempt, worker_number worker) const;
    attempt_verdict finish(const attempt_end& end, nanoseconds now);

    // views.cpp
    result<run_record> record(const std::string& id) const;
    std::vector<run_record> list(const run_filter& filter) const;
    result<std::vector<operation_record>> operations(const std::string& id) const;
    result<std::vector<history_entry>> history(const std::string& id) const;
    result<std::vector<output_line>> output(const std::string& id, std::size_t skip) const;
    result<bytes> code(const code_hash& hash) const;
    workload count(worker_number worker, nanoseconds now) const;
    std::optional<nanoseconds> next_wake(worker_number worker, nanoseconds after) const;
    std::vector<std::string> check() const;

private:
    using due_step = std::tuple<nanoseconds, run_number, operation_number>;

    // runs.cpp
    run_row* find(const std::string& id);
    const run_row* find(const std::string& id) const;
    run_row& create(run_row made, bytes input, nanoseconds now);
    void deliver(run_row& run, delivery::event what, nanoseconds now);
    void make_ready(run_row& run, nanoseconds now);
    void unready(run_row& run);
    void set_wake(run_row& run, std::optional<nanoseconds> at);
    void let_go(run_row& run);
    void end_run(run_row& run, run_status status, outcome how, nanoseconds now);
    void ask_to_stop(run_row& run, std::string reason, nanoseconds now);
    void kill(run_row& run, const std::string& reason, nanoseconds now);
    void tell_parent(const run_row& run, nanoseconds now);
    void note(run_row& run, history_entry entry);
    void note(run_row& run, history_entry::kind what, nanoseconds now, operation_number number,
              std::string text, std::int64_t pid);
    [[nodiscard]] std::int64_t pid_of(worker_number worker) const;

    // leases.cpp
    [[nodiscard]] bool dead(const worker_row& worker, nanoseconds now) const;
    void bury(std::map<worker_number, worker_row>::iterator worker, nanoseconds now);
    [[nodiscard]] claimed_run view(const run_row& run, bool held) const;
    run_row* next_claimable(const worker_claim& wish, nanoseconds now);

    // commits.cpp
    [[nodiscard]] bool fenced(const run_row& run, const slice_commit& slice) const;
    void perform(run_row& run, const command::step& wanted, const slice_commit& slice,
                 nanoseconds now);
    void perform(run_row& run, const command::child& wanted, const slice_commit& slice,
                 nanoseconds now);
    void perform(run_row& run, const command::signal& wanted, const slice_commit& slice,
                 nanoseconds now);
    void perform(run_row& run, const command::abandon& wanted, const slice_commit& slice,
                 nanoseconds now);
    void settle(run_row& run, const slice_commit& slice, nanoseconds now);

    // operations.cpp
    void begin(run_row& run, operation_row& op, worker_number worker, nanoseconds now);
    void stop_attempt(run_row& run, operation_row& op);
    void set_due(run_row& run, operation_row& op, std::optional<nanoseconds> at);
    void close(run_row& run, operation_number number, operation_record::status state,
               nanoseconds now);
    void leave(run_row& run, operation_row& op, nanoseconds now, bool wait_allowed);
    void end_operation(run_row& run, operation_row& op, const attempt_end& end, nanoseconds now,
                       bool tell_run);
    [[nodiscard]] claimed_step step_view(const run_row& run, const operation_row& op) const;
    attempt_verdict repeated(const run_row& run, const attempt_id& attempt) const;

    store_environment around_;
    std::map<run_number, run_row> runs_;
    std::unordered_map<std::string, run_number> ids_;
    std::map<worker_number, worker_row> workers_;
    std::map<code_hash, std::shared_ptr<const bytes>> code_;

    std::map<std::pair<nanoseconds, std::uint64_t>, run_number> ready_;
    std::set<std::pair<nanoseconds, run_number>> wakes_;
    std::set<due_step> due_;
    /// Attempts of dead workers that nobody has decided about.
    std::set<attempt_id> orphans_;
    std::size_t under_way_ = 0;

    std::int64_t last_run_ = 0;
    std::int64_t last_worker_ = 0;
    std::uint64_t last_sequence_ = 0;
    std::uint64_t last_place_ = 0;
};

}  // namespace bounce::durable::memory
