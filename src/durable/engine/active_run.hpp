#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/base/result.hpp"
#include "bounce/durable/claimed_run.hpp"
#include "bounce/durable/claimed_step.hpp"
#include "bounce/durable/commit_answer.hpp"
#include "bounce/durable/instance.hpp"
#include "bounce/durable/program.hpp"
#include "bounce/durable/slice_commit.hpp"
#include "bounce/durable/worker_number.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace bounce::durable {

/// A run in the hands of the worker that holds it: the engine as a state machine. It owns no clock, no
/// random source and no thread; used by one thread at a time.
///
///     claim -> open -> resume ... resume -> take_commit -> (store::commit) -> committed -> resume ...
///
///  1. `resume` executes a slice and keeps what came of it; several slices may gather in one commit.
///  2. `take_commit` hands out all that gathered. Nothing of it (a step, a line of output) may leave the
///     process before the store has confirmed it.
///  3. Until then the run may go on: what comes next gathers for the commit after. There is at most one
///     commit under way.
///  4. A commit that is fenced or refused ends the object: it holds a future that never happened. The
///     run is claimed anew.
class active_run {
public:
    struct options {
        options() = default;
        worker_number worker{};
        /// How long a cancelled run may clean up before it is killed.
        nanoseconds cleanup_timeout = std::chrono::hours{1};
    };

    /// From a claim that is not `held`. Errors are those of the program.
    [[nodiscard]] static result<active_run> open(const program& code, claimed_run claimed,
                                                 const options& how);

    [[nodiscard]] const run_info& info() const noexcept { return info_; }
    [[nodiscard]] std::uint64_t epoch() const noexcept { return epoch_; }

    /// The store shows the inbox of the run again (a claim with `held`).
    void refresh(claimed_run again);

    /// An attempt that the worker made itself at a step of this run has ended for good, without
    /// `retry_at`: the run gets the outcome now, and the operation ends with the commit that has the
    /// consequences in it. False: the run has left the step, or asked for it before it was opened here,
    /// so that nobody can tell; the end then goes to `store::finish_steps`, as do all with `retry_at`.
    [[nodiscard]] bool feed(attempt_end ended, nanoseconds now);

    /// A slice at `now` would do something.
    [[nodiscard]] bool due(nanoseconds now) const noexcept;
    /// When it would, if nothing else happens.
    [[nodiscard]] std::optional<nanoseconds> wake_at() const noexcept;
    /// The run has ended; only its last commit is left to be made.
    [[nodiscard]] bool finished() const noexcept { return finished_; }

    /// Lets the program go on with everything that is there. An error is the program's: the object is
    /// of no more use.
    [[nodiscard]] result<void> resume(nanoseconds now, const budget& limit);

    /// Something has gathered, and no commit is under way.
    [[nodiscard]] bool has_commit() const noexcept { return gathered_ && !under_way_; }
    /// The store knows all that is to know: the run may be let go without a commit, and needs to be
    /// claimed by nobody until something happens to it.
    [[nodiscard]] bool settled() const noexcept;
    /// Operations that wait for the commit: somebody is kept waiting.
    [[nodiscard]] std::size_t waiting_commands() const noexcept { return next_.commands.size(); }

    /// What has gathered, with the state as it is now. Of the steps in it, the first `begin` are begun
    /// by this worker itself. `release`: the worker lets the run go with this commit.
    [[nodiscard]] result<slice_commit> take_commit(std::size_t begin, bool release);
    /// The steps whose first attempts begin with the commit, as the worker performs them once the store
    /// has confirmed it.
    [[nodiscard]] std::vector<claimed_step> begun_steps(const slice_commit& commit,
                                                        nanoseconds now) const;
    /// Ends that were fed and that the store has not confirmed. Whoever throws the object away hands them
    /// to `store::finish_steps`: the future in which the run took them never happened, but the attempts
    /// did. An end that the store knows after all is recognised there.
    [[nodiscard]] std::vector<attempt_end> unconfirmed_ends() const;

    /// The store has confirmed the commit that is under way.
    void committed(const commit_answer::committed& answer);

private:
    active_run(claimed_run claimed, std::unique_ptr<instance> code, const options& how);

    void gather(slice made, nanoseconds now);
    void note(history_entry::kind what, nanoseconds now, std::string text);
    void end(run_status status, outcome how, nanoseconds now);
    [[nodiscard]] run_status status_of(const outcome& how) const;
    [[nodiscard]] std::optional<nanoseconds> kill_at() const noexcept;
    [[nodiscard]] std::vector<delivery> take_deliveries();
    void note_deliveries(const std::vector<delivery>& taken, nanoseconds now);

    run_info info_;
    options options_;
    std::uint64_t epoch_;
    /// Commits that the store has confirmed.
    std::uint64_t commits_;
    std::unique_ptr<instance> instance_;

    /// Delivered by nobody yet: entries of the inbox, and outcomes of attempts made here.
    std::vector<delivery> inbox_;
    std::vector<delivery> fed_;
    /// When the cancellation was delivered; its clean-up may take so long from then.
    std::optional<nanoseconds> told_to_stop_at_;
    bool runnable_ = false;
    bool stuck_ = false;
    bool finished_ = false;
    /// The program's earliest timer. Not known before the first slice: what was claimed is due.
    std::optional<nanoseconds> timer_;
    bool fresh_claim_ = true;

    /// What the next commit will hold.
    slice_commit next_;
    bool gathered_ = false;
    bool under_way_ = false;
    /// Entries that the commit under way consumes: the store may still show them.
    std::vector<std::uint64_t> consumed_under_way_;
    /// And the ends of attempts that are in it.
    std::vector<attempt_end> performed_under_way_;
    /// Steps that commits of this object asked for and that have neither ended nor been left.
    std::set<operation_number> asked_;
};

/// The run must execute alone in a process: it was claimed again and again without ever committing.
[[nodiscard]] bool must_be_alone(const claimed_run& run) noexcept;

/// The commit that says that the run, executing alone, has crashed its process: it is tried again, or is
/// `dead` after the third time.
[[nodiscard]] slice_commit crashed_run(const claimed_run& run, worker_number worker,
                                       nanoseconds now);

}  // namespace bounce::durable
