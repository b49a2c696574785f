#pragma once

#include "durable/store/sqlite/operation_row.hpp"
#include "durable/store/sqlite/session.hpp"

#include "bounce/durable/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bounce::durable::sqlite_store_detail {

/// What the calls of the contract do to the rows, within the transaction of a session. An error that a
/// function gives is an answer, and it has changed no row; failures of the database stay in the session.
/// The memory store has the same functions over the same rows; the two are compared.
class tables {
public:
    explicit tables(session& in) : in_{in} {}

    // runs.cpp
    [[nodiscard]] result<started_run> start(const run_start& wanted);
    [[nodiscard]] result<void> signal(const signal_request& wanted);
    [[nodiscard]] result<void> control(const control_request& wanted);

    // leases.cpp
    [[nodiscard]] worker_registration register_worker(const process_identity& who,
                                                      nanoseconds lease);
    [[nodiscard]] result<worker_renewal> renew(worker_number worker, nanoseconds lease,
                                               const std::vector<attempt_id>& performing);
    void retire(worker_number worker);
    [[nodiscard]] recovery recover(std::size_t limit);
    [[nodiscard]] result<claimed_run> load(const held_run& wanted);
    void release(const run_release& wanted);

    // claims.cpp
    [[nodiscard]] result<run_claim_answer> claim_runs(const worker_claim& wish);
    [[nodiscard]] result<step_claim_answer> claim_steps(const worker_claim& wish);
    [[nodiscard]] result<claimed_step> load_step(const attempt_id& attempt, worker_number worker);

    // commits.cpp
    struct commit_outcome {
        bool took_hold = false;  ///< now or before; otherwise it was fenced
        bool more = false;
    };
    [[nodiscard]] result<commit_outcome> commit(const slice_commit& slice);

    // operations.cpp
    [[nodiscard]] attempt_verdict finish(const attempt_end& end);

    // views.cpp
    [[nodiscard]] result<run_record> record(const std::string& id);
    [[nodiscard]] std::vector<run_record> list(const run_filter& filter);
    [[nodiscard]] result<std::vector<operation_record>> operations(const std::string& id);
    [[nodiscard]] result<std::vector<history_entry>> history(const std::string& id);
    [[nodiscard]] result<std::vector<output_line>> output(const std::string& id, std::size_t skip);
    [[nodiscard]] result<bytes> code(const code_hash& hash);
    [[nodiscard]] workload count(worker_number worker);
    [[nodiscard]] std::optional<nanoseconds> next_wake(worker_number worker, nanoseconds after);
    [[nodiscard]] std::vector<std::string> check();

private:
    struct found_run {
        run_number run{};
        run_uuid uuid;
        std::string request_id;
        std::optional<run_status> ended_as;
    };
    struct live_row {
        worker_number worker{};
        std::uint64_t epoch = 0;
        std::uint64_t commits = 0;
        run_status status = run_status::running;
        std::optional<nanoseconds> wake_at;
        std::uint32_t claims = 0;
        std::uint32_t crashes = 0;
        std::int64_t last_finished = 0;
    };
    /// What `create` needs besides what the database knows.
    struct new_run {
        run_info info;
        std::string request_id;
        std::optional<run_number> parent;
        std::optional<operation_number> parent_operation;
        std::optional<nanoseconds> start_at;
        std::map<std::string, std::string> attributes;
    };
    struct worker_row {
        std::int64_t pid = 0;
        std::uint64_t run_ticket = 0;
        std::uint64_t step_ticket = 0;
        std::vector<std::int64_t> run_claim;
        std::vector<std::int64_t> step_claim;
    };
    struct known_worker {
        worker_number worker{};
        process_identity who;
        nanoseconds until{};
    };

    [[nodiscard]] nanoseconds now() const noexcept { return in_.now(); }

    // runs.cpp
    [[nodiscard]] std::optional<found_run> find(const std::string& id);
    [[nodiscard]] std::optional<live_row> live(run_number run);
    run_number create(const new_run& made, const bytes& input);
    void deliver(run_number run, run_status status, const delivery::event& what);
    void deliver(run_number run, const delivery::event& what);
    void make_ready(run_number run);
    void set_wake(run_number run, std::optional<nanoseconds> at);
    void ask_to_stop(run_number run, std::string reason);
    void kill(run_number run, const std::string& reason);
    void end_run(run_number run, const live_row& row, run_status status, const outcome& how,
                 std::vector<std::string> undelivered);
    void tell_parent(run_number run, const outcome& how);
    void note(run_number run, const history_entry& entry);
    [[nodiscard]] std::vector<delivery> inbox(run_number run);

    // leases.cpp
    [[nodiscard]] std::optional<worker_row> worker(worker_number number);
    [[nodiscard]] std::vector<known_worker> workers();
    [[nodiscard]] bool dead(const known_worker& worker) const;
    [[nodiscard]] std::size_t bury(worker_number worker);
    [[nodiscard]] std::optional<claimed_run> view(run_number run, worker_number holder, bool held);
    [[nodiscard]] std::optional<claimed_step> step_view(const attempt_id& attempt,
                                                        worker_number worker);

    // claims.cpp
    struct candidate {
        run_number run{};
        nanoseconds since{};
        bool due = false;  // by its timer, not by the ready list
        std::int64_t place = 0;
    };
    [[nodiscard]] std::vector<candidate> claimable(const worker_claim& wish);
    [[nodiscard]] std::vector<std::int64_t> take_runs(const worker_claim& wish);
    [[nodiscard]] std::vector<std::int64_t> begin_steps(const worker_claim& wish, std::int64_t pid);

    // commits.cpp
    [[nodiscard]] bool performed_by_others(const slice_commit& slice,
                                           std::vector<operation_row>& performed);
    void ask(const slice_commit& slice, const run_info& run, const command::step& wanted);
    void ask(const slice_commit& slice, const run_info& run, const command::child& wanted);
    void ask(const slice_commit& slice, const run_info& run, const command::signal& wanted);
    void ask(const slice_commit& slice, const run_info& run, const command::abandon& wanted);
    void insert(const operation_row& op, bytes_view request);
    [[nodiscard]] result<commit_outcome> commit_if_ended(const slice_commit& slice);
    [[nodiscard]] static bool needs_info(const slice_commit& slice);
    [[nodiscard]] bool settle(const slice_commit& slice, const live_row& before);
    [[nodiscard]] bool has_inbox(run_number run);
    void merge_attributes(const slice_commit& slice);
    void trim(const slice_commit& slice);
    [[nodiscard]] run_info info_of(run_number run);

    // operations.cpp
    [[nodiscard]] std::optional<operation_row> operation(run_number run, operation_number number);
    [[nodiscard]] std::vector<operation_row> open_operations(run_number run);
    void end_operation(operation_row op, const attempt_end& end, bool tell_run);
    void close(const operation_row& op, operation_record::status state);
    void leave(const operation_row& op, bool wait_allowed);
    [[nodiscard]] attempt_verdict repeated(const attempt_id& attempt);
    [[nodiscard]] std::int64_t last_finished(run_number run);
    struct finished_row {
        std::int64_t previous = 0;
        operation_record record;
    };
    [[nodiscard]] std::optional<finished_row> finished(std::int64_t sequence);

    session& in_;
    /// The run whose slice is being written, and its last finished operation as it will be: written once
    /// with the rest of the row.
    struct committed_run {
        run_number run{};
        std::int64_t last_finished = 0;
    };
    std::optional<committed_run> committing_;
};

}  // namespace bounce::durable::sqlite_store_detail
