#pragma once

#include "durable/engine/active_run.hpp"
#include "durable/worker/alone.hpp"
#include "durable/worker/claim_turns.hpp"
#include "durable/worker/event_queue.hpp"
#include "durable/worker/script_code.hpp"

#include "bounce/durable/store.hpp"
#include "bounce/durable/worker/worker_options.hpp"
#include "bounce/runtime/join_handle.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/task_group.hpp"

#include <deque>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bounce::durable {

/// A worker: one task that owns every run it holds, and a task for each attempt at a step.
///
///  1. Everything here is touched by the worker's task alone. Answers of the store and ends of attempts
///     come as events (`event_queue`), in the order of their arrival.
///  2. A turn calls the events, claims what there is room for, lets every due run make a slice, sends all
///     commits that gathered as one batch, and waits.
///  3. Nothing that a slice asked for begins before its commit is confirmed. What an attempt of this
///     worker gave is fed to the run before it is durable: result, new state and next operations then
///     are one commit.
///  4. A commit that is not confirmed ends the run here (`drop`): its isolate holds a future that never
///     happened. It is claimed anew.
///  5. A call that fails is made again with the same arguments: every call of a store may be repeated.
///  6. A run is let go with the commit after which it waits for nothing that this worker does itself.
class worker_loop {
public:
    worker_loop(store& from, script_code& code, const worker_options& options,
                task_group& attempts);

    /// Until it is idle or cancelled; see `work`.
    task<result<void>> run();

private:
    /// Before a call that failed is made again.
    static constexpr nanoseconds retry_pause = milliseconds{50};

    struct held {
        held(active_run r, std::shared_ptr<const script_program> p)
            : run{std::move(r)}, program{std::move(p)} {}
        active_run run;
        std::shared_ptr<const script_program> program;
        std::size_t attempts = 0;  // made here, not ended
        bool queued = false;       // in ready_
        bool dropped = false;
        std::optional<nanoseconds> alarm;  // its entry in alarms_
    };
    using held_ptr = std::shared_ptr<held>;

    struct attempt {
        claimed_step step;
        join_handle<void> work;
        bool counted = false;  // among the attempts of a run that is held
        bool lost = false;     // the lease it was begun under has ended
    };

    /// A batch of commits under way, and what follows when it is confirmed.
    struct batch_entry {
        held_ptr owner;
        run_number run{};
        std::vector<claimed_step> begun;
        std::vector<operation_number> left;  // operations the run has abandoned
        bool released = false;
    };
    struct batch {
        std::vector<slice_commit> slices;
        std::vector<batch_entry> entries;
    };

    // Turns.
    task<result<void>> start_up();
    void turn(nanoseconds now);
    [[nodiscard]] time_point next_turn(nanoseconds now) const;
    task<result<void>> shut_down();
    void housekeeping(nanoseconds now);

    // Claims.
    void claim_runs();
    void claim_steps();
    void claim_failed(claim_turns& turns, std::string_view what, const error& why);
    void look_for_work() noexcept;
    void look_for_wake();
    void take(run_claim_answer found);
    void open(claimed_run found);
    void open_alone(claimed_run found);
    void closed_alone(const claimed_run& found, const result<alone_end>& how);
    void adopt(claimed_run found, std::shared_ptr<const script_program> program);
    void refuse(const claimed_run& found, const error& why);
    void let_go(const std::vector<run_release>& runs);

    // Runs.
    void make_ready(const held_ptr& h);
    void set_alarm(const held_ptr& h);
    void resume(const held_ptr& h, nanoseconds now);
    void drop(const held_ptr& h);
    void send_commits(nanoseconds now);
    void gather(const held_ptr& h, batch& into, nanoseconds now);
    void send(std::shared_ptr<batch> commits);
    void settle(const std::shared_ptr<batch>& commits, const commit_answer& answer);

    // Attempts.
    void begin(claimed_step step, bool counted);
    task<void> perform(claimed_step step);
    [[nodiscard]] task<result<outcome>> perform_alone(const claimed_step& step);
    void ended(const attempt_id& id, outcome how);
    void ended_alone(const attempt_id& id, alone_end how);
    std::optional<attempt> take_attempt(const attempt_id& id);
    void stop_attempt(const attempt_id& id);
    void bury_unstarted();
    void send_ends();
    void send_ends(const std::shared_ptr<std::vector<attempt_end>>& ends);

    // The lease.
    void renew();
    void recover();
    void lost_lease();
    [[nodiscard]] bool lease_holds() const noexcept;

    // Ending.
    [[nodiscard]] bool quiet() const noexcept;
    void ask_whether_idle();

    template <class T>
    [[nodiscard]] reply<T> reply_to(std::move_only_function<void(result<T>)> handle);
    template <class F>
    void later(nanoseconds delay, F f);
    void report(std::string_view what, const error& why) const;
    [[nodiscard]] std::size_t free_step_slots() const noexcept;

    store& store_;
    script_code& code_;
    worker_options options_;
    task_group& group_;
    std::shared_ptr<event_queue> events_ = std::make_shared<event_queue>();
    std::shared_ptr<void> watching_;
    std::mt19937_64 random_;

    worker_number worker_{};
    time_point lease_until_{};
    time_point renew_at_{};
    time_point recover_at_{};
    bool renewing_ = false;
    bool recovering_ = false;
    bool registering_ = false;

    claim_turns run_claims_;
    claim_turns step_claims_;
    bool looking_for_wake_ = false;
    bool wake_known_ = false;
    std::optional<nanoseconds> wake_at_;
    std::set<code_hash> unsupported_;
    std::set<run_number> broken_;

    std::map<run_number, held_ptr> runs_;
    std::deque<held_ptr> ready_;
    std::vector<held_ptr> to_commit_;
    std::set<std::pair<nanoseconds, run_number>> alarms_;
    std::size_t opening_ = 0;
    std::size_t commits_under_way_ = 0;

    std::map<attempt_id, attempt> attempts_;
    std::size_t reserved_steps_ = 0;  // to begin with commits that are under way
    bool stopped_ = false;            // some attempt was, perhaps before it began
    std::vector<attempt_end> ends_;
    std::size_t ends_under_way_ = 0;

    bool asking_idle_ = false;
    std::uint64_t changes_ = 0;
    time_point ask_idle_at_{};
    bool idle_ = false;
    bool stopping_ = false;
};

template <class T>
reply<T> worker_loop::reply_to(std::move_only_function<void(result<T>)> handle) {
    return reply<T>{[events = events_, handle = std::move(handle)](result<T> found) mutable {
        events->put([handle = std::move(handle), found = std::move(found)]() mutable {
            handle(std::move(found));
        });
    }};
}

template <class F>
void worker_loop::later(nanoseconds delay, F f) {
    auto waiting = [](nanoseconds pause, std::shared_ptr<event_queue> events,
                      F then) -> task<void> {
        static_cast<void>(co_await sleep(pause));  // asked to stop: then at once
        events->put(std::move(then));
    };
    group_.spawn(waiting(delay, events_, std::move(f)), "pause").detach();
}

}  // namespace bounce::durable
