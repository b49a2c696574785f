// Rows without sockets: tasks, channels, timers, the pool.
#include "rows.hpp"

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/experimental/channel.hpp>
#include <asio/experimental/concurrent_channel.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/thread_pool.hpp>
#include <asio/use_awaitable.hpp>

#include <exception>
#include <thread>
#include <vector>

namespace bench_asio {
namespace {

using asio::awaitable;
using asio::use_awaitable;

void rethrow(std::exception_ptr error) {
    if (error) {
        std::rethrow_exception(error);
    }
}

// Runs a root coroutine to its end on the calling thread, or on `--workers` threads.
void run(const bench::arguments& arguments, awaitable<void> root, asio::io_context& context) {
    asio::co_spawn(context, std::move(root), rethrow);
    std::vector<std::thread> threads;
    for (std::uint64_t i = 1; i < arguments.number("workers", 1); ++i) {
        threads.emplace_back([&] { context.run(); });
    }
    context.run();
    for (std::thread& each : threads) {
        each.join();
    }
}

int concurrency(const bench::arguments& arguments) {
    return static_cast<int>(arguments.number("workers", 1));
}

awaitable<std::uint64_t> return_number(std::uint64_t number) { co_return number; }

awaitable<void> spawn_and_join(std::uint64_t count) {
    const auto executor = co_await asio::this_coro::executor;
    const bench::stopwatch watch;
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        sum += co_await asio::co_spawn(executor, return_number(i), use_awaitable);
    }
    watch.report_ns_each("spawn_join", count);
    bench::require(sum == count * (count - 1) / 2, "a task returned the wrong number");
}

awaitable<void> yield_times(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        co_await asio::post(use_awaitable);
    }
}

template <class Channel>
awaitable<void> send_back(Channel& from, Channel& to, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t number = co_await from.async_receive(use_awaitable);
        co_await to.async_send(asio::error_code(), number + 1, use_awaitable);
    }
}

template <class Channel>
awaitable<void> ping_pong(Channel& ping, Channel& pong, std::uint64_t count) {
    const bench::stopwatch watch;
    std::uint64_t number = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        co_await ping.async_send(asio::error_code(), number, use_awaitable);
        number = co_await pong.async_receive(use_awaitable);
    }
    watch.report_ns_each("mpsc_pingpong", count);
    bench::require(number == count, "a message was lost");
}

template <class Channel>
awaitable<void> produce(Channel& to, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        co_await to.async_send(asio::error_code(), i, use_awaitable);
    }
}

template <class Channel>
awaitable<void> consume(Channel& from, std::uint64_t count) {
    const bench::stopwatch watch;
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        sum += co_await from.async_receive(use_awaitable);
    }
    watch.report_ns_each("mpsc_stream", count);
    bench::require(sum == count * (count - 1) / 2, "a message was lost");
}

template <class Channel>
void stream_through(const bench::arguments& arguments) {
    const std::uint64_t count = arguments.number("count", 10'000'000);
    asio::io_context context(concurrency(arguments));
    Channel channel(context, 1024);
    asio::co_spawn(context, produce(channel, count), rethrow);
    run(arguments, consume(channel, count), context);
}

using channel_signature = void(asio::error_code, std::uint64_t);
using one_thread_channel = asio::experimental::channel<channel_signature>;
using many_threads_channel = asio::experimental::concurrent_channel<channel_signature>;

awaitable<void> round_trips(asio::thread_pool& pool, std::uint64_t count) {
    const bench::stopwatch watch;
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        sum += co_await asio::co_spawn(pool, return_number(i), use_awaitable);
    }
    watch.report_ns_each("blocking_pool", count);
    watch.report_cpu_ns_each("blocking_pool_cpu", count);
    bench::require(sum == count * (count - 1) / 2, "a job returned the wrong number");
}

}  // namespace

// Spawns a task that returns a number and joins it, one at a time.
void spawn_join(const bench::arguments& arguments) {
    asio::io_context context(concurrency(arguments));
    run(arguments, spawn_and_join(arguments.number("count", 2'000'000)), context);
}

// A single task yields; nothing else is ready.
void yield(const bench::arguments& arguments) {
    const std::uint64_t count = arguments.number("count", 2'000'000);
    asio::io_context context(1);
    const bench::stopwatch watch;
    run(arguments, yield_times(count), context);
    watch.report_ns_each("yield", count);
}

// A hundred tasks yield in turn.
void yield_100(const bench::arguments& arguments) {
    constexpr std::uint64_t tasks = 100;
    const std::uint64_t each = arguments.number("count", 10'000'000) / tasks;
    asio::io_context context(1);
    const bench::stopwatch watch;
    for (std::uint64_t i = 0; i < tasks; ++i) {
        asio::co_spawn(context, yield_times(each), rethrow);
    }
    context.run();
    watch.report_ns_each("yield_100", each * tasks);
}

// Two tasks pass a number back and forth through two channels of capacity 1.
void mpsc_pingpong(const bench::arguments& arguments) {
    const std::uint64_t count = arguments.number("count", 2'000'000);
    asio::io_context context(1);
    one_thread_channel ping(context, 1);
    one_thread_channel pong(context, 1);
    asio::co_spawn(context, send_back(ping, pong, count), rethrow);
    run(arguments, ping_pong(ping, pong, count), context);
}

// One task sends numbers to another through a channel of capacity 1024.
void mpsc_stream(const bench::arguments& arguments) {
    if (concurrency(arguments) == 1) {
        stream_through<one_thread_channel>(arguments);
    } else {
        stream_through<many_threads_channel>(arguments);
    }
}

// Replaces randomly chosen live timers: cancels the old wait, arms a new one in its place. The
// cancelled handlers, which Asio queues, are run every thousand operations and are part of the
// cost.
void timer_arm_cancel(const bench::arguments& arguments) {
    const std::uint64_t live = arguments.number("live", 1'000'000);
    const std::uint64_t count = arguments.number("count", 2'000'000);
    asio::io_context context(1);
    bench::random_numbers random(1);
    std::uint64_t cancelled = 0;
    const auto arm = [&](asio::steady_timer& timer) {
        timer.expires_after(std::chrono::milliseconds(random.deadline_ms()));
        timer.async_wait([&](asio::error_code error) {
            cancelled += error == asio::error::operation_aborted ? 1 : 0;
        });
    };
    std::vector<asio::steady_timer> timers;
    timers.reserve(live);
    for (std::uint64_t i = 0; i < live; ++i) {
        arm(timers.emplace_back(context));
    }
    const bench::stopwatch watch;
    for (std::uint64_t i = 0; i < count; ++i) {
        arm(timers[random.next() % live]);
        if (i % 1000 == 999) {
            context.poll();
        }
    }
    context.poll();
    watch.report_ns_each("timer_arm_cancel", count);
    bench::require(cancelled == count, "a handler of a cancelled timer did not run");
    std::exit(0);  // destroying a million armed timers is no part of the row
}

// Sends a job to a pool of four threads and waits for it, one at a time.
void blocking_pool(const bench::arguments& arguments) {
    asio::thread_pool pool(4);
    asio::io_context context(1);
    run(arguments, round_trips(pool, arguments.number("count", 50'000)), context);
    pool.join();
}

}  // namespace bench_asio
