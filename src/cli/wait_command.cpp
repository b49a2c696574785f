#include "cli/wait_command.hpp"

#include "cli/run_values.hpp"
#include "cli/say.hpp"
#include "cli/show_command.hpp"
#include "cli/store_place.hpp"
#include "durable/worker/event_queue.hpp"

#include "bounce/durable/worker/ask.hpp"
#include "bounce/durable/worker/work.hpp"
#include "bounce/runtime/spawn.hpp"
#include "bounce/runtime/timeout.hpp"

#include <cstdio>
#include <utility>

namespace bounce::cli {

namespace {

// A store tells of what other processes do; this often it is looked at even so.
constexpr nanoseconds look_again = milliseconds{250};

task<result<durable::run_record>> until_ended(durable::store& store, std::string id) {
    auto changes = std::make_shared<durable::event_queue>();
    const auto watching = store.watch([changes] { changes->put([] {}); });
    for (;;) {
        auto call = [&](auto done) { store.get_run(id, std::move(done)); };
        auto run = co_await durable::ask<durable::run_record>(std::move(call));
        if (!run || durable::is_final(run->status)) co_return run;
        const auto waited = co_await changes->wait(steady_clock::now() + look_again);
        if (!waited) co_return waited.error();
        changes->run();
    }
}

int tell(const result<durable::run_record>& run, const std::string& id, bool json) {
    if (!run) return fail(run.error().in("wait for the run", id));
    const bool well = run->status == durable::run_status::completed;
    if (json) {
        std::puts(json_of(*run).c_str());
    } else if (well) {
        auto text = decode_to_json(run->result->value());
        if (!text) return fail(text.error());
        std::puts(text->c_str());
    } else {
        const std::string why =
            run->result && !run->result->succeeded()
                ? ": " + run->result->why().kind + ": " + run->result->why().message
                : std::string{};
        return fail("the run " + id + " is " + std::string{durable::to_string(run->status)} + why);
    }
    return well ? success : failure;
}

task<result<durable::run_record>> work_and_wait(durable::store& store,
                                                std::shared_ptr<const script::engine> engine,
                                                durable::worker_options how, std::string id) {
    auto worker = spawn(durable::work(store, std::move(engine), std::move(how)), "worker");
    auto run = co_await until_ended(store, std::move(id));
    worker.abort();
    auto stopped = co_await worker;
    if (!stopped && stopped.error() != errc::cancelled && run) co_return stopped.error();
    co_return run;
}

}  // namespace

int wait_for_run(const wait_options& options) {
    nanoseconds limit = nanoseconds::max();
    if (!options.timeout.empty()) {
        auto given = parse_duration(options.timeout);
        if (!given) return wrong_use("--timeout: " + given.error().message(), "");
        limit = *given;
    }
    auto store = open_store(options.store, false);
    if (!store) return fail(store.error());
    auto rt = runtime::create();
    if (!rt) return fail(rt.error());
    const auto run = rt->block_on(timeout(limit, until_ended(**store, options.id)));
    return tell(run, options.id, options.json);
}

int work_until_ended(durable::store& store, runtime& rt,
                     std::shared_ptr<const script::engine> engine,
                     const durable::worker_options& how, const std::string& id, bool json) {
    const auto run = rt.block_on(work_and_wait(store, std::move(engine), how, id));
    return tell(run, id, json);
}

}  // namespace bounce::cli
