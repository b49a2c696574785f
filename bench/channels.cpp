// Rows about tasks that talk to each other: the bounded channel and the mutex.
#include "on_runtime.hpp"
#include "rows.hpp"

#include "bounce/runtime/sync/mpsc.hpp"
#include "bounce/runtime/sync/mutex.hpp"

namespace bench_bounce {
namespace {

using bounce::result;
using bounce::task;

using sender = bounce::mpsc_sender<std::uint64_t>;
using receiver = bounce::mpsc_receiver<std::uint64_t>;

task<result<void>> send_back(receiver from, sender to) {
    for (;;) {
        const result<std::uint64_t> number = co_await from.receive();
        if (!number) {
            co_return result<void>();
        }
        co_await co_await to.send(*number + 1);
    }
}

task<result<void>> ping_pong(std::uint64_t count) {
    auto ping = bounce::make_mpsc<std::uint64_t>(1);
    auto pong = bounce::make_mpsc<std::uint64_t>(1);
    auto echo = bounce::spawn(send_back(std::move(ping.second), std::move(pong.first)));
    const bench::stopwatch watch;
    std::uint64_t number = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        co_await co_await ping.first.send(number);
        number = co_await co_await pong.second.receive();
    }
    watch.report_ns_each("mpsc_pingpong", count);
    bench::require(number == count, "a message was lost");
    {
        const sender ended = std::move(ping.first);
    }
    co_await co_await echo;
    co_return result<void>();
}

// The arguments of a task live until it is joined, but the channel must end with the last message.
task<result<void>> produce(sender argument, std::uint64_t count) {
    sender to = std::move(argument);
    for (std::uint64_t i = 0; i < count; ++i) {
        co_await co_await to.send(i);
    }
    co_return result<void>();
}

task<result<std::uint64_t>> add_up(receiver from) {
    std::uint64_t sum = 0;
    for (;;) {
        const result<std::uint64_t> number = co_await from.receive();
        if (!number) {
            co_return sum;
        }
        sum += *number;
    }
}

task<result<void>> stream(std::uint64_t count) {
    auto channel = bounce::make_mpsc<std::uint64_t>(1024);
    const bench::stopwatch watch;
    auto producer = bounce::spawn(produce(std::move(channel.first), count));
    auto consumer = bounce::spawn(add_up(std::move(channel.second)));
    const std::uint64_t sum = co_await co_await consumer;
    watch.report_ns_each("mpsc_stream", count);
    co_await co_await producer;
    bench::require(sum == count * (count - 1) / 2, "a message was lost");
    co_return result<void>();
}

task<result<void>> lock_and_unlock(std::uint64_t count) {
    bounce::mutex mutex;
    std::uint64_t number = 0;
    const bench::stopwatch watch;
    for (std::uint64_t i = 0; i < count; ++i) {
        const bounce::mutex_guard guard = co_await co_await mutex.lock();
        ++number;
        bench::keep(number);
    }
    watch.report_ns_each("mutex", count);
    bench::require(number == count, "the mutex was not locked every time");
    co_return result<void>();
}

}  // namespace

// Two tasks pass a number back and forth through two channels of capacity 1.
void mpsc_pingpong(const bench::arguments& arguments) {
    run(arguments, ping_pong(arguments.number("count", 2'000'000)));
}

// One task sends numbers to another through a channel of capacity 1024.
void mpsc_stream(const bench::arguments& arguments) {
    run(arguments, stream(arguments.number("count", 10'000'000)));
}

// Locks and unlocks a mutex that nobody else wants.
void mutex(const bench::arguments& arguments) {
    run(arguments, lock_and_unlock(arguments.number("count", 20'000'000)));
}

}  // namespace bench_bounce
