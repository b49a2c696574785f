#include "durable/store/memory/tables.hpp"

#include "bounce/durable/errc.hpp"

#include <algorithm>
#include <iterator>

// What others see.

namespace bounce::durable::memory {

namespace {

run_record seen(const run_row& run) {
    run_record r;
    r.info = run.info;
    r.status = run.status;
    r.waiting_for = run.waiting_for;
    r.attributes = run.attributes;
    r.result = run.result;
    r.undelivered_signals = run.undelivered_signals;
    r.created_at = run.created_at;
    r.start_at = run.start_at;
    r.ended_at = run.ended_at;
    r.wake_at = run.wake_at;
    r.cancelled_at = run.cancelled_at;
    r.epoch = run.epoch;
    r.commits = run.commits;
    r.claims = run.claims;
    r.crashes = run.crashes;
    r.state_bytes = run.state ? run.state->size() : 0;
    r.inbox = run.inbox.size();
    return r;
}

error no_such_run(const std::string& id) {
    return error{errc::run_not_found}.in("look at run", id);
}

}  // namespace

result<run_record> tables::record(const std::string& id) const {
    const auto* run = find(id);
    if (run == nullptr) return no_such_run(id);
    auto r = seen(*run);
    r.pid = pid_of(run->worker);
    if (const auto parent = runs_.find(run->parent); parent != runs_.end())
        r.parent = parent->second.info.id;
    return r;
}

std::vector<run_record> tables::list(const run_filter& filter) const {
    std::vector<run_record> found;
    for (auto at = runs_.upper_bound(filter.after);
         at != runs_.end() && found.size() < filter.limit; ++at) {
        const auto& run = at->second;
        if ((!filter.status || run.status == *filter.status) &&
            run.info.id.starts_with(filter.id_prefix))
            found.push_back(*record(run.info.id));
    }
    return found;
}

result<std::vector<operation_record>> tables::operations(const std::string& id) const {
    const auto* run = find(id);
    if (run == nullptr) return no_such_run(id);
    std::vector<operation_record> found{run->ended.begin(), run->ended.end()};
    for (const auto& [number, op] : run->open) found.push_back(op.record);
    std::ranges::sort(found, {}, &operation_record::number);
    return found;
}

result<std::vector<history_entry>> tables::history(const std::string& id) const {
    const auto* run = find(id);
    if (run == nullptr) return no_such_run(id);
    return std::vector<history_entry>{run->history.begin(), run->history.end()};
}

result<std::vector<output_line>> tables::output(const std::string& id, std::size_t skip) const {
    const auto* run = find(id);
    if (run == nullptr) return no_such_run(id);
    const auto from = std::min(skip, run->output.size());
    return std::vector<output_line>{
        std::next(run->output.begin(), static_cast<std::ptrdiff_t>(from)), run->output.end()};
}

result<bytes> tables::code(const code_hash& hash) const {
    const auto found = code_.find(hash);
    if (found == code_.end()) return error{errc::code_missing}.in("load code", hash.to_hex());
    return *found->second;
}

workload tables::count(worker_number worker, nanoseconds now) const {
    workload found;
    found.now = now;
    const auto elsewhere = [&](const run_row& run) {
        if (run.worker == nobody || run.worker == worker) return false;
        const auto holder = workers_.find(run.worker);
        return holder != workers_.end() && !dead(holder->second, now);
    };
    for (const auto& [number, holder] : workers_) {
        if (number == worker) continue;
        // What a dead worker held has only to be recovered.
        (dead(holder, now) ? found.ready : found.held_elsewhere) += holder.runs.size();
    }
    for (const auto& [place, number] : ready_)
        if (!elsewhere(runs_.at(number))) ++found.ready;
    for (const auto& [at, number] : wakes_) {
        if (at > now) break;
        const auto& run = runs_.at(number);
        if (!run.ready && !elsewhere(run)) ++found.ready;
    }
    found.open_steps = due_.size();
    found.running_steps = under_way_;
    return found;
}

std::optional<nanoseconds> tables::next_wake(worker_number worker, nanoseconds after) const {
    std::optional<nanoseconds> earliest;
    const auto consider = [&](nanoseconds at) {
        if (at > after && (!earliest || at < *earliest)) earliest = at;
    };
    if (const auto at = wakes_.upper_bound({after, run_number{INT64_MAX}}); at != wakes_.end())
        consider(at->first);
    if (const auto at =
            due_.upper_bound({after, run_number{INT64_MAX}, operation_number{UINT64_MAX}});
        at != due_.end())
        consider(std::get<0>(*at));
    for (const auto& [number, holder] : workers_)
        if (number != worker) consider(holder.until);
    return earliest;
}

std::vector<std::string> tables::check() const {
    std::vector<std::string> wrong;
    const auto run_is = [&](const run_row& run, const char* what) {
        wrong.push_back("run " + run.info.id + " " + what);
    };
    std::size_t under_way = 0;
    for (const auto& [number, run] : runs_) {
        if (run.ready && !ready_.contains(*run.ready)) run_is(run, "is ready but not on the list");
        if (run.wake_at && !wakes_.contains({*run.wake_at, number}))
            run_is(run, "has a timer that is not on the list");
        if (run.worker != nobody && !workers_.contains(run.worker))
            run_is(run, "is held by a worker that is not there");
        if (is_final(run.status) && (run.worker != nobody || run.ready || !run.inbox.empty()))
            run_is(run, "has ended but is held, ready, or has an inbox");
        if (!is_final(run.status) && run.status != run_status::scheduled && !run.inbox.empty() &&
            !run.ready && run.worker == nobody)
            run_is(run, "has an inbox that nobody will look at");
        for (const auto& [op_number, op] : run.open) {
            if (op.under_way) ++under_way;
            if (op.record.retry_at && !due_.contains({*op.record.retry_at, number, op_number}))
                run_is(run, "has a step that is due but not on the list");
        }
    }
    if (under_way != under_way_) wrong.emplace_back("attempts under way are miscounted");
    return wrong;
}

}  // namespace bounce::durable::memory
