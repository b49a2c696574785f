#include "durable/store/codec.hpp"
#include "durable/store/sqlite/columns.hpp"
#include "durable/store/sqlite/tables.hpp"

#include "bounce/base/limits.hpp"
#include "bounce/durable/errc.hpp"

#include <algorithm>
#include <utility>

// What happens to runs from outside, and how they begin and end.

namespace bounce::durable::sqlite_store_detail {

using sql::id;

std::optional<tables::found_run> tables::find(const std::string& name) {
    cursor row = in_.query(id::find_run, name);
    if (!row.next()) return std::nullopt;
    found_run found;
    found.run = row.get<run_number>(0);
    found.uuid = run_uuid::from_bytes(raw_of<16>(in_, row, 1));
    found.request_id = row.get<std::string>(2);
    found.ended_as = row.get<std::optional<run_status>>(3);
    return found;
}

std::optional<tables::live_row> tables::live(run_number run) {
    cursor row = in_.query(id::read_live, run);
    if (!row.next()) return std::nullopt;
    live_row found;
    found.worker = row.get<worker_number>(0);
    found.epoch = row.get<std::uint64_t>(1);
    found.commits = row.get<std::uint64_t>(2);
    found.status = row.get<run_status>(3);
    found.wake_at = time_if_any(row, 4);
    found.claims = row.get<std::uint32_t>(5);
    found.crashes = row.get<std::uint32_t>(6);
    found.last_finished = row.get<std::int64_t>(7);
    return found;
}

result<started_run> tables::start(const run_start& wanted) {
    if (wanted.id.empty() || wanted.id.size() > limits::run_id_bytes)
        return error{bounce::errc::invalid_argument}.in("start run", wanted.id);
    for (const auto& blob : wanted.closure)
        in_.run(id::insert_code, column(blob.hash.bytes), *blob.content);
    if (const auto there = find(wanted.id)) {
        if (wanted.request_id.empty() || wanted.request_id != there->request_id)
            return error{errc::already_exists}.in("start run", wanted.id);
        return started_run{there->run, there->uuid, true};
    }
    if (!in_.one<int>(id::has_code, column(wanted.code.bytes)))
        return error{errc::code_missing}.in("start run", wanted.id);
    new_run made;
    made.info.id = wanted.id;
    made.info.uuid = wanted.uuid;
    made.info.kind = wanted.kind;
    made.info.code = wanted.code;
    made.info.function = wanted.function;
    made.request_id = wanted.request_id;
    made.start_at = wanted.start_at;
    made.attributes = wanted.attributes;
    return started_run{create(made, wanted.input), wanted.uuid, false};
}

run_number tables::create(const new_run& made, const bytes& input) {
    const auto run = static_cast<run_number>(in_.next_number());
    const nanoseconds start_at = std::max(made.start_at.value_or(now()), now());
    const bool later = start_at > now();
    const run_status status = later ? run_status::scheduled : run_status::running;
    const run_info& info = made.info;
    in_.run(id::insert_run, run, info.id, column(info.uuid.raw()), info.kind,
            column(info.code.bytes), info.function, made.request_id, column(now()),
            column(start_at), made.parent, made.parent_operation, encode(made.attributes));
    in_.run(id::insert_live, run, status,
            column(later ? std::optional{start_at} : std::optional<nanoseconds>{}));
    if (later) in_.note_change();
    deliver(run, status, delivery::started{input});
    return run;
}

void tables::deliver(run_number run, run_status status, const delivery::event& what) {
    in_.run(id::insert_inbox, run, in_.next_number(), column(now()), encode(what));
    // A run whose start lies in the future finds everything when it starts.
    if (status != run_status::scheduled) make_ready(run);
}

void tables::deliver(run_number run, const delivery::event& what) {
    if (const auto row = live(run)) deliver(run, row->status, what);
}

void tables::make_ready(run_number run) {
    in_.run(id::insert_ready, run, column(now()), in_.next_number());
    in_.note_change();
}

void tables::set_wake(run_number run, std::optional<nanoseconds> at) {
    in_.run(id::set_wake, run, column(at));
    if (at) in_.note_change();
}

result<void> tables::signal(const signal_request& wanted) {
    const auto run = find(wanted.run);
    if (!run) return error{errc::run_not_found}.in("signal run", wanted.run);
    // A repetition is answered as the first one was, also if the run has ended since.
    const bool named = !wanted.request_id.empty();
    if (named && in_.one<int>(id::has_request, run->run, wanted.request_id)) return {};
    if (run->ended_as) return error{errc::run_finished}.in("signal run", wanted.run);
    const auto entries = in_.one<std::int64_t>(id::count_inbox, run->run).value_or(0);
    if (static_cast<std::uint64_t>(entries) >= in_.around().inbox_limit)
        return error{errc::inbox_full}.in("signal run", wanted.run);
    if (named) in_.run(id::insert_request, run->run, wanted.request_id);
    deliver(run->run, delivery::signal{wanted.name, wanted.payload});
    return {};
}

result<void> tables::control(const control_request& wanted) {
    const bool cancel = wanted.what == control_request::action::cancel;
    const auto* verb = cancel ? "cancel run" : "kill run";
    const auto run = find(wanted.run);
    if (!run) return error{errc::run_not_found}.in(verb, wanted.run);
    // Killing what is killed is a repetition.
    if (!cancel && run->ended_as == run_status::killed) return {};
    if (run->ended_as) return error{errc::run_finished}.in(verb, wanted.run);
    if (cancel)
        ask_to_stop(run->run, wanted.reason);
    else
        kill(run->run, wanted.reason);
    return {};
}

void tables::ask_to_stop(run_number run, std::string reason) {
    if (in_.run(id::set_cancelled, run, column(now())) == 0) return;
    deliver(run, delivery::cancel{std::move(reason)});
}

void tables::kill(run_number run, const std::string& reason) {
    auto row = live(run);
    if (!row) return;
    ++row->epoch;  // whoever holds it is fenced
    in_.run(id::set_cancelled, run, column(now()));
    history_entry entry;
    entry.what = history_entry::kind::ended;
    entry.at = now();
    entry.text = to_string(run_status::killed);
    note(run, entry);
    const failure why{"killed", reason.empty() ? "it was killed" : reason};
    end_run(run, *row, run_status::killed, why, {});
}

void tables::end_run(run_number run, const live_row& row, run_status status, const outcome& how,
                     std::vector<std::string> undelivered) {
    for (const auto& op : open_operations(run)) {
        if (op.left != leaving::left) leave(op, false);
    }
    for (const auto& entry : inbox(run))
        if (const auto* s = std::get_if<delivery::signal>(&entry.what))
            undelivered.push_back(s->name);
    in_.run(id::end_run, run, status, column(now()), encode(how), encode(undelivered), row.epoch,
            row.commits, row.claims, row.crashes, last_finished(run));
    in_.run(id::clear_inbox, run);
    in_.run(id::delete_ready, run);
    in_.run(id::delete_live, run);
    in_.note_change();
    tell_parent(run, how);
}

void tables::tell_parent(run_number run, const outcome& how) {
    run_number parent{};
    operation_number number{};
    {
        cursor row = in_.query(id::read_parent, run);
        if (!row.next()) return;
        const auto found = row.get<std::optional<run_number>>(0);
        if (!found) return;
        parent = *found;
        number = row.get<operation_number>(1);
    }
    auto op = operation(parent, number);
    if (!op) return;  // the parent left it
    if (!how.succeeded()) op->failure = how.why().kind + ": " + how.why().message;
    close(*op,
          how.succeeded() ? operation_record::status::succeeded : operation_record::status::failed);
    deliver(parent, delivery::finished{number, how});
}

void tables::note(run_number run, const history_entry& entry) {
    in_.run(id::insert_history, run, in_.next_number(), entry.what, column(entry.at), entry.number,
            entry.text, entry.pid);
}

std::vector<delivery> tables::inbox(run_number run) {
    std::vector<delivery> entries;
    cursor row = in_.query(id::read_inbox, run);
    while (row.next()) {
        delivery entry;
        entry.sequence = row.get<std::uint64_t>(0);
        entry.at = time_of(row, 1);
        entry.what = in_.checked(decode_event(row.get<bytes_view>(2)));
        entries.push_back(std::move(entry));
    }
    std::ranges::sort(entries, before);
    return entries;
}

}  // namespace bounce::durable::sqlite_store_detail
