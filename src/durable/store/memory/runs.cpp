#include "durable/store/memory/tables.hpp"

#include "bounce/base/limits.hpp"
#include "bounce/durable/errc.hpp"

// What happens to runs from outside, and how they begin and end.

namespace bounce::durable::memory {

run_row* tables::find(const std::string& id) {
    const auto found = ids_.find(id);
    return found == ids_.end() ? nullptr : &runs_.at(found->second);
}

const run_row* tables::find(const std::string& id) const {
    const auto found = ids_.find(id);
    return found == ids_.end() ? nullptr : &runs_.at(found->second);
}

result<started_run> tables::start(const run_start& wanted, nanoseconds now) {
    if (wanted.id.empty() || wanted.id.size() > limits::run_id_bytes)
        return error{bounce::errc::invalid_argument}.in("start run", wanted.id);
    for (const auto& blob : wanted.closure) code_.try_emplace(blob.hash, blob.content);
    if (const auto* there = find(wanted.id)) {
        if (wanted.request_id.empty() || wanted.request_id != there->start_request)
            return error{errc::already_exists}.in("start run", wanted.id);
        return started_run{there->info.number, there->info.uuid, true};
    }
    if (!code_.contains(wanted.code)) return error{errc::code_missing}.in("start run", wanted.id);
    run_row made;
    made.info.id = wanted.id;
    made.info.uuid = wanted.uuid;
    made.info.kind = wanted.kind;
    made.info.code = wanted.code;
    made.info.function = wanted.function;
    made.start_request = wanted.request_id;
    made.attributes = wanted.attributes;
    made.start_at = wanted.start_at.value_or(now);
    const auto& run = create(std::move(made), wanted.input, now);
    return started_run{run.info.number, run.info.uuid, false};
}

run_row& tables::create(run_row made, bytes input, nanoseconds now) {
    const auto number = static_cast<run_number>(++last_run_);
    made.info.number = number;
    made.created_at = now;
    made.start_at = std::max(made.start_at, now);
    const bool later = made.start_at > now;
    if (later) made.status = run_status::scheduled;
    ids_[made.info.id] = number;
    auto& run = runs_[number] = std::move(made);
    deliver(run, delivery::started{std::move(input)}, now);
    if (later) set_wake(run, run.start_at);
    return run;
}

void tables::deliver(run_row& run, delivery::event what, nanoseconds now) {
    delivery entry;
    entry.at = now;
    entry.sequence = ++last_sequence_;
    entry.what = std::move(what);
    run.inbox.push_back(std::move(entry));
    // A run whose start lies in the future finds everything when it starts.
    if (run.status != run_status::scheduled) make_ready(run, now);
}

void tables::make_ready(run_row& run, nanoseconds now) {
    if (run.ready) return;
    run.ready = {now, ++last_place_};
    ready_[*run.ready] = run.info.number;
}

void tables::unready(run_row& run) {
    if (run.ready) ready_.erase(*run.ready);
    run.ready.reset();
}

void tables::set_wake(run_row& run, std::optional<nanoseconds> at) {
    if (run.wake_at) wakes_.erase({*run.wake_at, run.info.number});
    run.wake_at = at;
    if (at) wakes_.insert({*at, run.info.number});
}

void tables::let_go(run_row& run) {
    if (const auto held = workers_.find(run.worker); held != workers_.end())
        held->second.runs.erase(run.info.number);
    run.worker = nobody;
}

result<void> tables::signal(const signal_request& wanted, nanoseconds now) {
    auto* run = find(wanted.run);
    if (run == nullptr) return error{errc::run_not_found}.in("signal run", wanted.run);
    // A repetition is answered as the first one was, also if the run has ended since.
    if (!wanted.request_id.empty() && run->signal_requests.contains(wanted.request_id)) return {};
    if (is_final(run->status)) return error{errc::run_finished}.in("signal run", wanted.run);
    if (run->inbox.size() >= around_.inbox_limit)
        return error{errc::inbox_full}.in("signal run", wanted.run);
    if (!wanted.request_id.empty()) run->signal_requests.insert(wanted.request_id);
    deliver(*run, delivery::signal{wanted.name, wanted.payload}, now);
    return {};
}

result<void> tables::control(const control_request& wanted, nanoseconds now) {
    const bool cancel = wanted.what == control_request::action::cancel;
    const auto* verb = cancel ? "cancel run" : "kill run";
    auto* run = find(wanted.run);
    if (run == nullptr) return error{errc::run_not_found}.in(verb, wanted.run);
    // Killing what is killed is a repetition.
    if (!cancel && run->status == run_status::killed) return {};
    if (is_final(run->status)) return error{errc::run_finished}.in(verb, wanted.run);
    if (cancel)
        ask_to_stop(*run, wanted.reason, now);
    else
        kill(*run, wanted.reason, now);
    return {};
}

void tables::ask_to_stop(run_row& run, std::string reason, nanoseconds now) {
    if (run.cancelled_at) return;
    run.cancelled_at = now;
    deliver(run, delivery::cancel{std::move(reason)}, now);
}

void tables::kill(run_row& run, const std::string& reason, nanoseconds now) {
    ++run.epoch;  // whoever holds it is fenced
    if (!run.cancelled_at) run.cancelled_at = now;
    note(run, history_entry::kind::ended, now, {}, "killed", 0);
    end_run(run, run_status::killed, failure{"killed", reason.empty() ? "it was killed" : reason},
            now);
}

void tables::end_run(run_row& run, run_status status, outcome how, nanoseconds now) {
    run.status = status;
    run.result = std::move(how);
    run.ended_at = now;
    run.waiting_for.clear();
    for (auto at = run.open.begin(); at != run.open.end();) {
        auto& op = (at++)->second;  // leaving may erase it
        if (!op.left) leave(run, op, now, false);
    }
    for (const auto& d : run.inbox)
        if (const auto* s = std::get_if<delivery::signal>(&d.what))
            run.undelivered_signals.push_back(s->name);
    run.inbox.clear();
    unready(run);
    set_wake(run, std::nullopt);
    let_go(run);
    tell_parent(run, now);
}

void tables::tell_parent(const run_row& run, nanoseconds now) {
    const auto found = runs_.find(run.parent);
    if (found == runs_.end()) return;
    auto& parent = found->second;
    const auto op = parent.open.find(run.parent_operation);
    if (op == parent.open.end()) return;
    if (!run.result->succeeded())
        op->second.record.failure = run.result->why().kind + ": " + run.result->why().message;
    close(parent, run.parent_operation,
          run.result->succeeded() ? operation_record::status::succeeded
                                  : operation_record::status::failed,
          now);
    deliver(parent, delivery::finished{run.parent_operation, *run.result}, now);
}

void tables::note(run_row& run, history_entry entry) {
    run.history.push_back(std::move(entry));
    if (run.history.size() > around_.history_limit) run.history.pop_front();
}

void tables::note(run_row& run, history_entry::kind what, nanoseconds now, operation_number number,
                  std::string text, std::int64_t pid) {
    history_entry entry;
    entry.what = what;
    entry.at = now;
    entry.number = number;
    entry.text = std::move(text);
    entry.pid = pid;
    note(run, std::move(entry));
}

std::int64_t tables::pid_of(worker_number worker) const {
    const auto found = workers_.find(worker);
    return found == workers_.end() ? 0 : found->second.who.pid;
}

}  // namespace bounce::durable::memory
