#pragma once

#include "bounce/base/threads.hpp"
#include "bounce/durable/store.hpp"

#include <optional>
#include <utility>

namespace bounce::durable {

/// An answer that is waited for, whatever thread it comes from.
template <class T>
class awaited {
public:
    [[nodiscard]] reply<T> to() {
        return [this](result<T> answer) {
            const lock_guard<os_mutex> lock{mutex_};
            answer_.emplace(std::move(answer));
            arrived_.notify_all();
        };
    }
    [[nodiscard]] result<T> wait() {
        unique_lock<os_mutex> lock{mutex_};
        arrived_.wait(lock, [this] { return answer_.has_value(); });
        return std::move(*answer_);
    }

private:
    os_mutex mutex_;
    os_condition arrived_;
    std::optional<result<T>> answer_;
};

/// The value itself, to be walked through: a range-for over `answer().value()` would outlive the answer
/// with compilers that end the temporary before the loop begins.
template <class T>
[[nodiscard]] T value_of(result<T> answer) {
    return std::move(answer).value();
}

/// The calls of a store, each of which waits for its answer: for tests.
class calls {
public:
    explicit calls(store& s) : store_{&s} {}

    result<std::vector<result<started_run>>> start(std::vector<run_start> runs) {
        return ask(&store::start, std::move(runs));
    }
    result<std::vector<result<void>>> signal(std::vector<signal_request> signals) {
        return ask(&store::signal, std::move(signals));
    }
    result<std::vector<result<void>>> control(std::vector<control_request> requests) {
        return ask(&store::control, std::move(requests));
    }
    result<worker_registration> register_worker(process_identity who, nanoseconds lease) {
        return ask(&store::register_worker, std::move(who), lease);
    }
    result<worker_renewal> renew_worker(worker_number worker, nanoseconds lease,
                                        std::vector<attempt_id> performing = {}) {
        return ask(&store::renew_worker, worker, lease, std::move(performing));
    }
    result<void> retire_worker(worker_number worker) { return ask(&store::retire_worker, worker); }
    result<recovery> recover(std::size_t limit = 1000) { return ask(&store::recover, limit); }
    result<run_claim_answer> claim_runs(worker_claim wish) {
        return ask(&store::claim_runs, std::move(wish));
    }
    result<claimed_run> load_run(held_run run) { return ask(&store::load_run, run); }
    result<commit_answer> commit(std::vector<slice_commit> slices) {
        return ask(&store::commit, std::move(slices));
    }
    result<void> release(std::vector<run_release> runs) {
        return ask(&store::release, std::move(runs));
    }
    result<step_claim_answer> claim_steps(worker_claim wish) {
        return ask(&store::claim_steps, std::move(wish));
    }
    result<claimed_step> load_step(attempt_id attempt, worker_number worker) {
        return ask(&store::load_step, attempt, worker);
    }
    result<std::vector<attempt_verdict>> finish_steps(std::vector<attempt_end> ends) {
        return ask(&store::finish_steps, std::move(ends));
    }
    result<run_record> get_run(std::string id) { return ask(&store::get_run, std::move(id)); }
    result<std::vector<run_record>> list_runs(run_filter filter = {}) {
        return ask(&store::list_runs, std::move(filter));
    }
    result<std::vector<operation_record>> operations(std::string id) {
        return ask(&store::operations, std::move(id));
    }
    result<std::vector<history_entry>> history(std::string id) {
        return ask(&store::history, std::move(id));
    }
    result<std::vector<output_line>> output(std::string id, std::size_t skip = 0) {
        return ask(&store::output, std::move(id), skip);
    }
    result<bytes> load_code(code_hash hash) { return ask(&store::load_code, hash); }
    result<durable::workload> workload(worker_number worker) {
        return ask(&store::workload, worker);
    }
    result<std::optional<nanoseconds>> next_wake(worker_number worker, nanoseconds after) {
        return ask(&store::next_wake, worker, after);
    }
    result<std::vector<std::string>> check() { return ask(&store::check); }

private:
    /// The T of the reply<T> that a method takes last.
    template <class... P>
    struct last;
    template <class T>
    struct last<reply<T>> {
        using type = T;
    };
    template <class First, class Second, class... Rest>
    struct last<First, Second, Rest...> : last<Second, Rest...> {};

    template <class... P, class... A>
    auto ask(void (store::*method)(P...), A... args) -> result<typename last<P...>::type> {
        awaited<typename last<P...>::type> answer;
        (store_->*method)(std::move(args)..., answer.to());
        return answer.wait();
    }

    store* store_;
};

}  // namespace bounce::durable
