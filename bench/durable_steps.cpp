// Steps per second of a whole durable worker on SQLite: `--runs` runs of a script, each of which holds some
// 700 bytes of its own and asks for `--steps` / `--runs` steps one after the other. Each step is an isolate
// of its own, and its result is on the disk, with the state of its run, before the next begins. The floor
// beside it is bench_durable_sqlite_floor.
//
//     bench_durable_steps [--runs 128] [--steps 100000]
#include "common/bench.hpp"
#include "common/counting_vfs.hpp"
#include "durable/worker/script_code.hpp"
#include "durable/worker/script_program.hpp"
#include "script/compile/prelude_module.hpp"

#include "bounce/durable/sqlite_store.hpp"
#include "bounce/durable/worker/ask.hpp"
#include "bounce/durable/worker/work.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/script/compile.hpp"
#include "bounce/script/isolate.hpp"
#include "bounce/script/value_codec.hpp"

#include <filesystem>

namespace {

using namespace bounce;

constexpr std::string_view source = R"(
durable fn main(steps) {
    let kept = "";
    for i in 0..700 { kept += "x"; }
    let sum = 0;
    for i in 0..steps { sum += step("one", || 1); }
    sum + kept.len() - 700
})";

script::program compile(const script::engine& natives) {
    script::compile_options options;
    options.natives = &natives.natives();
    options.prelude = script::prelude_module();
    auto compiled = script::compile(source, "steps.bounce", options);
    if (!compiled) bench::fail(compiled.error().text().c_str());
    return *std::move(compiled);
}

std::vector<durable::run_start> wanted_runs(const script::engine& natives, std::uint64_t runs,
                                            std::uint64_t steps) {
    const auto input =
        script::encode_value(script::value::integer(static_cast<std::int64_t>(steps)));
    bench::require(input.has_value(), "the input cannot be written");
    const auto closure = durable::closure_of(compile(natives));
    std::vector<durable::run_start> wanted(runs);
    for (std::uint64_t i = 0; i < runs; ++i) {
        wanted[i].id = "run-" + std::to_string(i);
        wanted[i].uuid = durable::run_uuid::from_random(i, ~i);
        wanted[i].kind = durable::script_kind;
        wanted[i].code = closure.root;
        wanted[i].function = "main";
        wanted[i].input = *input;
        wanted[i].closure = closure.blobs;
    }
    return wanted;
}

task<result<void>> all(durable::store& store, std::shared_ptr<const script::engine> natives,
                       std::vector<durable::run_start> runs) {
    auto start = [&](auto done) { store.start(std::move(runs), std::move(done)); };
    auto started =
        co_await durable::ask<std::vector<result<durable::started_run>>>(std::move(start));
    if (!started) co_return started.error();
    durable::worker_options how;
    how.until_idle = true;
    co_return co_await durable::work(store, std::move(natives), how);
}

task<result<std::vector<durable::run_record>>> ended(durable::store& store) {
    auto list = [&](auto done) {
        durable::run_filter completed;
        completed.status = durable::run_status::completed;
        completed.limit = 1'000'000;
        store.list_runs(std::move(completed), std::move(done));
    };
    co_return co_await durable::ask<std::vector<durable::run_record>>(std::move(list));
}

void measure(const std::string& path, const bench::arguments& arguments) {
    const std::uint64_t runs = arguments.number("runs", 128);
    bench::require(runs > 0, "--runs takes a positive number");
    const std::uint64_t each =
        std::max<std::uint64_t>(arguments.number("steps", 100'000) / runs, 1);
    auto natives = durable::make_durable_engine();
    auto wanted = wanted_runs(*natives, runs, each);
    auto store = durable::open_sqlite_store(path);
    if (!store) bench::fail(store.error().message().c_str());
    auto rt = runtime::create();
    if (!rt) bench::fail(rt.error().message().c_str());

    const std::uint64_t syncs = bench::counting_vfs::syncs();
    const std::uint64_t bytes = bench::counting_vfs::bytes();
    const bench::stopwatch watch;
    const auto worked = rt->block_on(all(**store, natives, std::move(wanted)));
    if (!worked) bench::fail(worked.error().message().c_str());
    const double seconds = watch.seconds();
    const auto steps = static_cast<double>(runs * each);
    bench::report("durable_steps", steps / seconds, "steps/s");
    bench::report("durable_syncs",
                  static_cast<double>(bench::counting_vfs::syncs() - syncs) / steps, "fsyncs/step");
    bench::report("durable_bytes",
                  static_cast<double>(bench::counting_vfs::bytes() - bytes) / steps, "bytes/step");
    const auto done = rt->block_on(ended(**store));
    bench::require(done && done->size() == runs, "not every run has completed");
}

}  // namespace

int main(int argc, char** argv) {
    const bench::arguments arguments(argc, argv);
    bench::counting_vfs::install();
    std::string folder = (std::filesystem::current_path() / "bench-durable-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) bench::fail_errno(folder.c_str());
    measure(folder + "/runs.db", arguments);
    std::filesystem::remove_all(folder);
    return 0;
}
