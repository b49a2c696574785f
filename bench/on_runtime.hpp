// Runs a task on the runtime that a benchmark's command line asks for.
#pragma once

#include "common/bench.hpp"

#include "bounce/runtime/runtime.hpp"

namespace bench_bounce {

// `--workers 0`, the default, is a current_thread runtime, `--workers N` a multi_thread one.
inline bounce::runtime make_runtime(const bench::arguments& arguments) {
    bounce::runtime_options options;
    options.workers = static_cast<unsigned>(arguments.number("workers", 0));
    if (options.workers != 0) {
        options.kind = bounce::flavour::multi_thread;
    }
    bounce::result<bounce::runtime> made = bounce::runtime::create(options);
    bench::require(made.has_value(), "the runtime could not be made");
    return *std::move(made);
}

// Runs the task to its end. Benchmarks expect no errors.
inline void run(const bench::arguments& arguments, bounce::task<bounce::result<void>> root) {
    bounce::runtime runtime = make_runtime(arguments);
    const bounce::result<void> outcome = runtime.block_on(std::move(root));
    if (!outcome) {
        bench::fail(outcome.error().message().c_str());
    }
}

}  // namespace bench_bounce
