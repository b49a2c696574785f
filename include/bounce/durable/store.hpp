#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/durable/attempt_end.hpp"
#include "bounce/durable/attempt_verdict.hpp"
#include "bounce/durable/commit_answer.hpp"
#include "bounce/durable/control_request.hpp"
#include "bounce/durable/history_entry.hpp"
#include "bounce/durable/operation_record.hpp"
#include "bounce/durable/output_line.hpp"
#include "bounce/durable/process_identity.hpp"
#include "bounce/durable/recovery.hpp"
#include "bounce/durable/reply.hpp"
#include "bounce/durable/run_claim_answer.hpp"
#include "bounce/durable/run_filter.hpp"
#include "bounce/durable/run_record.hpp"
#include "bounce/durable/run_release.hpp"
#include "bounce/durable/run_start.hpp"
#include "bounce/durable/signal_request.hpp"
#include "bounce/durable/slice_commit.hpp"
#include "bounce/durable/started_run.hpp"
#include "bounce/durable/step_claim_answer.hpp"
#include "bounce/durable/store_info.hpp"
#include "bounce/durable/worker_claim.hpp"
#include "bounce/durable/worker_registration.hpp"
#include "bounce/durable/worker_renewal.hpp"
#include "bounce/durable/workload.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bounce::durable {

/// Where runs are when nobody executes them.
///
/// A store keeps rows and hands out leases; it knows no rule of the engine. Its promises:
///
///  1. Each call is one transaction, or several independent ones where its parts can fail alone. When
///     the reply says it succeeded, it is on the disk.
///  2. **Every call may be repeated.** After an error whose effect is unknown (`errc::outcome_unknown`,
///     or any other) the caller makes the same call again, and what took hold already takes hold no
///     second time: request ids, tickets, commit numbers and attempt tokens see to it.
///  3. Only the worker that holds a run changes its state. Everybody else appends to its *inbox* and
///     puts it on the *ready* list, in one transaction. A claim takes the run off the list first and
///     reads the inbox afterwards, and a commit that leaves entries in the inbox leaves the run ready:
///     so no wake-up is lost.
///  4. A worker registers and renews one lease, which covers every run and every attempt it holds. When
///     the lease has ended, or the worker's process is known to be dead, its runs may be claimed by
///     others, and its attempts count as interrupted. A run's epoch grows whenever somebody else takes
///     it, so what a worker still sends from a time when it held the run is fenced.
///
/// Calls may be made from any thread and any number may be under way; those of one thread take effect in
/// the order in which they were made. Arguments are taken by value. Deadlines are wall-clock time as the
/// store sees it. The answer's vectors are in the order of the request unless it says otherwise.
class store {
public:
    store(const store&) = delete;
    store& operator=(const store&) = delete;
    /// Calls that are under way are still answered, at the latest with `bounce::errc::closed`.
    virtual ~store() = default;

    [[nodiscard]] virtual store_info info() const = 0;

    // --- from outside ------------------------------------------------------------------------------

    /// Starts runs. `already_exists`: another run has the id; `code_missing`: the root is neither in the
    /// closure nor in the store. The closure is stored even so, which harms nobody.
    virtual void start(std::vector<run_start> runs,
                       reply<std::vector<result<started_run>>> done) = 0;

    /// Puts signals into inboxes. `run_not_found`, `run_finished`, `inbox_full`. Signals of one call,
    /// and of one caller, keep their order.
    virtual void signal(std::vector<signal_request> signals,
                        reply<std::vector<result<void>>> done) = 0;

    /// Cancels or kills. Cancelling puts `delivery::cancel` into the inbox; a second time it does
    /// nothing and succeeds. A killed run is `killed` when the reply comes, and whoever held it is
    /// fenced; its steps and children are left as when a run ends. `run_not_found`, `run_finished`.
    virtual void control(std::vector<control_request> requests,
                         reply<std::vector<result<void>>> done) = 0;

    // --- workers -----------------------------------------------------------------------------------

    /// Introduces a worker, whose lease lasts `lease` from now.
    virtual void register_worker(process_identity who, nanoseconds lease,
                                 reply<worker_registration> done) = 0;

    /// Extends the lease to `lease` from now. `performing` are the attempts under way at the worker.
    /// `fenced`: the worker was taken for dead; it owns nothing any more and has to register again.
    virtual void renew_worker(worker_number worker, nanoseconds lease,
                              std::vector<attempt_id> performing, reply<worker_renewal> done) = 0;

    /// Ends the lease: what the worker still holds is as if it had died. A worker that is not known is
    /// gone already, which is success.
    virtual void retire_worker(worker_number worker, reply<void> done) = 0;

    /// Buries workers whose lease has ended or whose process is dead: their runs become ready, and at
    /// most `limit` of their attempts are given to the caller to decide about.
    virtual void recover(std::size_t limit, reply<recovery> done) = 0;

    // --- runs --------------------------------------------------------------------------------------

    /// Takes runs that are ready or whose `wake_at` has come, longest ready first, and that nobody else
    /// holds. A `wake_at` that has come is taken off the run: the next commit says a new one. Runs of
    /// dead workers are found here only after `recover`. `fenced`: the worker is not registered.
    virtual void claim_runs(worker_claim wish, reply<run_claim_answer> done) = 0;

    /// A run that the worker holds, with its state. `fenced` if it does not hold it.
    virtual void load_run(held_run run, reply<claimed_run> done) = 0;

    /// Writes slices down, each in a transaction of its own or all in one; one that fails does so alone.
    /// See `slice_commit` and `commit_answer`. No two of them are of one run.
    virtual void commit(std::vector<slice_commit> slices, reply<commit_answer> done) = 0;

    /// Lets runs go. One that the worker does not hold any more is passed over.
    virtual void release(std::vector<run_release> runs, reply<void> done) = 0;

    // --- steps -------------------------------------------------------------------------------------

    /// Begins attempts at steps that are open, due and not under way, longest due first.
    virtual void claim_steps(worker_claim wish, reply<step_claim_answer> done) = 0;

    /// An attempt that the worker is making. `fenced` if it is not.
    virtual void load_step(attempt_id attempt, worker_number worker, reply<claimed_step> done) = 0;

    /// Writes down how attempts ended. The outcome of an operation that thereby ends goes to the inbox
    /// of its run, which becomes ready, in the same transaction. An end with `retry_at` of an operation
    /// that its run has left ends the operation.
    virtual void finish_steps(std::vector<attempt_end> ends,
                              reply<std::vector<attempt_verdict>> done) = 0;

    // --- looking -----------------------------------------------------------------------------------

    /// `run_not_found`.
    virtual void get_run(std::string id, reply<run_record> done) = 0;
    virtual void list_runs(run_filter filter, reply<std::vector<run_record>> done) = 0;
    /// The operations of a run by number: all open ones, and the last of those that ended.
    virtual void operations(std::string id, reply<std::vector<operation_record>> done) = 0;
    /// What happened to a run, oldest first.
    virtual void history(std::string id, reply<std::vector<history_entry>> done) = 0;
    /// Lines of output after the first `skip`.
    virtual void output(std::string id, std::size_t skip, reply<std::vector<output_line>> done) = 0;
    /// `code_missing`.
    virtual void load_code(code_hash hash, reply<bytes> done) = 0;

    /// What there is to do, counted; for `work --until-idle` and for people, not for every turn.
    virtual void workload(worker_number worker, reply<durable::workload> done) = 0;
    /// The earliest time later than `after` at which something could or can be claimed: a timer, a
    /// delayed start, a next try, the end of another worker's lease. With `after` the `now` of the last
    /// claim nothing is missed that became due since. Nothing: only somebody's call can change anything.
    virtual void next_wake(worker_number worker, nanoseconds after,
                           reply<std::optional<nanoseconds>> done) = 0;

    /// Calls `changed` whenever something may have become ready or a run has ended, perhaps for
    /// nothing, on any thread, and not for what happened before; until the handle is destroyed, after
    /// which no call is under way. It must not block, call the store, or destroy the handle.
    [[nodiscard]] virtual std::shared_ptr<void> watch(std::function<void()> changed) = 0;

    /// Looks for contradictions and describes each in a sentence; none is good.
    virtual void check(reply<std::vector<std::string>> done) = 0;

protected:
    store() = default;
};

}  // namespace bounce::durable
