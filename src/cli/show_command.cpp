#include "cli/show_command.hpp"

#include "cli/run_values.hpp"
#include "cli/say.hpp"
#include "cli/store_place.hpp"

#include "bounce/data/json.hpp"
#include "bounce/durable/worker/ask.hpp"
#include "bounce/runtime/runtime.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace bounce::cli {

namespace {

struct whole_run {
    durable::run_record run;
    std::vector<durable::operation_record> operations;
    std::vector<durable::output_line> output;
};

task<result<whole_run>> load(durable::store& store, std::string id) {
    whole_run found;
    auto run = [&](auto done) { store.get_run(id, std::move(done)); };
    found.run = co_await co_await durable::ask<durable::run_record>(std::move(run));
    auto operations = [&](auto done) { store.operations(id, std::move(done)); };
    found.operations = co_await co_await durable::ask<std::vector<durable::operation_record>>(
        std::move(operations));
    auto output = [&](auto done) { store.output(id, 0, std::move(done)); };
    found.output =
        co_await co_await durable::ask<std::vector<durable::output_line>>(std::move(output));
    co_return found;
}

bool is_step(const durable::operation_record& o) {
    return o.what == durable::operation_record::kind::step ||
           o.what == durable::operation_record::kind::host_call;
}

json::value time_or_null(const std::optional<nanoseconds>& at) {
    if (!at) return nullptr;
    return format_time(*at);
}

json::value json_of(const durable::operation_record& o) {
    json::object step{{"name", o.name},
                      {"key", o.key},
                      {"attempts", o.attempts},
                      {"interrupted", o.counts.interrupted},
                      {"status", durable::to_string(o.state)},
                      {"started_at", time_or_null(o.started_at)},
                      {"pid", o.pid}};
    step.set("kind", durable::to_string(o.what));
    step.set("ended_at", time_or_null(o.ended_at));
    if (!o.failure.empty()) step.set("failure", o.failure);
    return step;
}

json::value result_of(const durable::run_record& run) {
    if (!run.result || !run.result->succeeded()) return nullptr;
    auto text = decode_to_json(run.result->value());
    if (!text) return nullptr;
    auto parsed = json::parse(*text);
    if (!parsed) return nullptr;
    return *std::move(parsed);
}

json::value error_of(const durable::run_record& run) {
    if (!run.result || run.result->succeeded()) return nullptr;
    const durable::failure& why = run.result->why();
    return json::object{{"kind", why.kind}, {"message", why.message}};
}

void print_step(const durable::operation_record& o) {
    std::printf("  %-20s %-10s %3u attempts", o.name.c_str(),
                std::string{durable::to_string(o.state)}.c_str(), o.attempts);
    if (o.counts.interrupted > 0) std::printf(", %u interrupted", o.counts.interrupted);
    if (o.pid != 0) std::printf(", process %lld", static_cast<long long>(o.pid));
    if (o.started_at) std::printf(", %s", format_time(*o.started_at).c_str());
    std::printf("  %s\n", o.key.c_str());
    if (!o.failure.empty()) std::printf("  %-20s %s\n", "", o.failure.c_str());
}

void print(const whole_run& found) {
    const durable::run_record& run = found.run;
    std::printf("%s: %s, %s\n", run.info.id.c_str(),
                std::string{durable::to_string(run.status)}.c_str(), run.info.function.c_str());
    std::printf("  created %s\n", format_time(run.created_at).c_str());
    if (run.status == durable::run_status::scheduled)
        std::printf("  starts %s\n", format_time(run.start_at).c_str());
    if (run.ended_at) std::printf("  ended %s\n", format_time(*run.ended_at).c_str());
    if (!run.waiting_for.empty()) std::printf("  waits for %s\n", run.waiting_for.c_str());
    if (run.result && run.result->succeeded()) {
        const auto text = decode_to_json(run.result->value());
        std::printf("  result %s\n", text ? text->c_str() : text.error().message().c_str());
    } else if (run.result) {
        std::printf("  error %s\n", run.result->why().message.c_str());
        if (!run.result->why().trace.empty()) std::printf("%s\n", run.result->why().trace.c_str());
    }
    if (!found.operations.empty()) std::puts("steps:");
    for (const auto& o : found.operations) print_step(o);
    if (!found.output.empty()) std::puts("output:");
    for (const auto& line : found.output)
        std::printf("  %s  %s\n", format_time(line.at).c_str(), line.text.c_str());
}

task<result<std::vector<durable::run_record>>> load_list(durable::store& store,
                                                         durable::run_filter filter) {
    std::vector<durable::run_record> all;
    for (;;) {
        auto call = [&](auto done) { store.list_runs(filter, std::move(done)); };
        auto page =
            co_await co_await durable::ask<std::vector<durable::run_record>>(std::move(call));
        const bool last = page.size() < filter.limit;
        for (auto& run : page) {
            filter.after = run.info.number;
            all.push_back(std::move(run));
        }
        if (last) co_return all;
    }
}

std::optional<durable::run_status> status_named(std::string_view name) {
    for (int n = 0; n <= static_cast<int>(durable::run_status::dead); ++n) {
        const auto status = static_cast<durable::run_status>(n);
        if (durable::to_string(status) == name) return status;
    }
    return std::nullopt;
}

}  // namespace

std::string json_of(const durable::run_record& run,
                    const std::vector<durable::operation_record>& operations) {
    json::array steps;
    for (const auto& o : operations)
        if (is_step(o)) steps.push_back(json_of(o));
    json::object shown{{"id", run.info.id},         {"status", durable::to_string(run.status)},
                       {"steps", std::move(steps)}, {"waiting_for", nullptr},
                       {"result", result_of(run)},  {"error", error_of(run)}};
    if (!run.waiting_for.empty()) shown.set("waiting_for", run.waiting_for);
    shown.set("uuid", run.info.uuid.to_string());
    shown.set("function", run.info.function);
    shown.set("created_at", format_time(run.created_at));
    shown.set("ended_at", time_or_null(run.ended_at));
    return json::write(shown);
}

int show_run(const show_options& options) {
    auto store = open_store(options.store, false);
    if (!store) return fail(store.error());
    auto rt = runtime::create();
    if (!rt) return fail(rt.error());
    const auto found = rt->block_on(load(**store, options.id));
    if (!found) return fail(found.error().in("show the run", options.id));
    if (options.json) {
        std::puts(json_of(found->run, found->operations).c_str());
    } else {
        print(*found);
    }
    return success;
}

int list_runs(const list_options& options) {
    durable::run_filter filter;
    filter.id_prefix = options.prefix;
    if (!options.status.empty()) {
        filter.status = status_named(options.status);
        if (!filter.status)
            return wrong_use("--status " + options.status + ": no run is ever that",
                             "There are scheduled, running, waiting, completed, failed, cancelled, "
                             "killed, paused, stuck and dead.");
    }
    auto store = open_store(options.store, false);
    if (!store) return fail(store.error());
    auto rt = runtime::create();
    if (!rt) return fail(rt.error());
    const auto runs = rt->block_on(load_list(**store, filter));
    if (!runs) return fail(runs.error().in("list the runs of " + options.store));
    json::array shown;
    for (const auto& run : *runs) {
        if (options.json) {
            shown.push_back(json::object{{"id", run.info.id},
                                         {"status", durable::to_string(run.status)},
                                         {"function", run.info.function},
                                         {"created_at", format_time(run.created_at)},
                                         {"waiting_for", run.waiting_for}});
        } else {
            std::printf("%-24s %-10s %s  %s\n", run.info.id.c_str(),
                        std::string{durable::to_string(run.status)}.c_str(),
                        format_time(run.created_at).c_str(), run.waiting_for.c_str());
        }
    }
    if (options.json) std::puts(json::write(json::value{std::move(shown)}).c_str());
    return success;
}

}  // namespace bounce::cli
