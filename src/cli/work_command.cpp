#include "cli/work_command.hpp"

#include "cli/say.hpp"
#include "cli/store_place.hpp"
#include "cli/sys/shutdown_signals.hpp"
#include "cli/sys/this_program.hpp"

#include "bounce/durable/worker/work.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/runtime/select.hpp"
#include "bounce/runtime/spawn.hpp"

#include <cstdio>
#include <utility>

namespace bounce::cli {

namespace {

task<result<void>> work_until_signalled(durable::store& store, durable::worker_options options,
                                        shutdown_signals& signals) {
    auto worker =
        spawn(durable::work(store, durable::make_durable_engine(), std::move(options)), "worker");
    auto first = co_await select(worker, signals.next());
    if (first.index() == 0) co_return std::get<0>(std::move(first));
    const auto& signal = std::get<1>(first);
    if (!signal) co_return signal.error();
    std::fprintf(stderr, "bounce: %.*s; handing back what is held\n",
                 static_cast<int>(signal->size()), signal->data());
    worker.abort();
    auto stopped = co_await worker;
    if (!stopped && stopped.error() == errc::cancelled) co_return result<void>{};
    co_return stopped;
}

int do_one_thing(durable::store& store, const std::string& work) {
    auto rt = runtime::create();
    if (!rt) return fail(rt.error());
    durable::worker_options how;
    how.report = [](std::string_view what) { fail(what); };
    const auto status =
        rt->block_on(durable::work_alone(store, durable::make_durable_engine(), work, how));
    return status ? *status : fail(status.error().in(work));
}

}  // namespace

durable::worker_options worker_for(const std::string& store) {
    durable::worker_options how;
    how.report = [](std::string_view what) { fail(what); };
    // A store in memory is in this process and no other.
    if (!store.starts_with("memory:"))
        how.alone = {this_program(), "work", "--store", store, "--alone"};
    return how;
}

int work_on_store(const work_options& options) {
    auto store = open_store(options.store, options.alone.empty());
    if (!store) return fail(store.error());
    if (!options.alone.empty()) return do_one_thing(**store, options.alone);
    auto signals = shutdown_signals::take();
    if (!signals) return fail(signals.error());
    auto rt = runtime::create();
    if (!rt) return fail(rt.error());
    durable::worker_options how = worker_for(options.store);
    how.runs = options.only != "steps";
    how.steps = options.only != "runs";
    how.until_idle = options.until_idle;
    const auto worked = rt->block_on(work_until_signalled(**store, how, *signals));
    return worked ? success : fail(worked.error().in("work on " + options.store));
}

}  // namespace bounce::cli
