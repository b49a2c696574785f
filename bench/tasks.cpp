// Rows about tasks: starting and joining them, letting others run, the pool.
#include "on_runtime.hpp"
#include "rows.hpp"

#include "bounce/runtime/submit.hpp"
#include "bounce/runtime/yield_now.hpp"

namespace bench_bounce {
namespace {

using bounce::result;
using bounce::task;

task<std::uint64_t> return_number(std::uint64_t number) { co_return number; }

task<result<void>> spawn_and_join(std::uint64_t count) {
    const bench::stopwatch watch;
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        bounce::join_handle<std::uint64_t> handle = bounce::spawn(return_number(i));
        sum += co_await co_await handle;
    }
    watch.report_ns_each("spawn_join", count);
    bench::require(sum == count * (count - 1) / 2, "a task returned the wrong number");
    co_return result<void>();
}

task<void> yield_times(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        co_await bounce::yield_now();
    }
}

task<result<void>> yield_alone(std::uint64_t count) {
    const bench::stopwatch watch;
    co_await yield_times(count);
    watch.report_ns_each("yield", count);
    co_return result<void>();
}

task<result<void>> yield_in_turn(std::uint64_t tasks, std::uint64_t each) {
    const bench::stopwatch watch;
    std::vector<bounce::join_handle<void>> handles;
    for (std::uint64_t i = 0; i < tasks; ++i) {
        handles.push_back(bounce::spawn(yield_times(each)));
    }
    for (bounce::join_handle<void>& handle : handles) {
        co_await co_await handle;
    }
    watch.report_ns_each("yield_100", each * tasks);
    co_return result<void>();
}

task<result<void>> pool_round_trips(std::uint64_t count) {
    const bench::stopwatch watch;
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto job = [i] { return i; };
        sum += co_await co_await bounce::spawn_blocking(job);
    }
    watch.report_ns_each("blocking_pool", count);
    watch.report_cpu_ns_each("blocking_pool_cpu", count);
    bench::require(sum == count * (count - 1) / 2, "a job returned the wrong number");
    co_return result<void>();
}

}  // namespace

// Spawns a task that returns a number and joins it, one at a time.
void spawn_join(const bench::arguments& arguments) {
    run(arguments, spawn_and_join(arguments.number("count", 2'000'000)));
}

// A single task yields; nothing else is ready.
void yield(const bench::arguments& arguments) {
    run(arguments, yield_alone(arguments.number("count", 2'000'000)));
}

// A hundred tasks yield in turn.
void yield_100(const bench::arguments& arguments) {
    constexpr std::uint64_t tasks = 100;
    run(arguments, yield_in_turn(tasks, arguments.number("count", 10'000'000) / tasks));
}

// Sends a job to the pool and waits for it, one at a time.
void blocking_pool(const bench::arguments& arguments) {
    run(arguments, pool_round_trips(arguments.number("count", 50'000)));
}

}  // namespace bench_bounce
