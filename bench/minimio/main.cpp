// The rows of the event queue, through minimio's public interface: `bench_minimio ROW [--name NUMBER]...`.
#include "../common/pipes.hpp"

#include "bounce/base/threads.hpp"
#include "bounce/minimio/events.hpp"
#include "bounce/minimio/pipe.hpp"
#include "bounce/minimio/poll.hpp"
#include "bounce/minimio/registration.hpp"
#include "bounce/minimio/registrator.hpp"
#include "bounce/minimio/waker.hpp"

#include <array>
#include <optional>
#include <utility>

namespace {

using namespace bounce;
using minimio::interest;
using minimio::token;

template <class T>
T checked(result<T> outcome) {
    if (!outcome) {
        bench::fail(outcome.error().message().c_str());
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*outcome);
    }
}

std::vector<minimio::registration> register_all(const minimio::poll& queue,
                                                const bench::pipes& sources) {
    std::vector<minimio::registration> registrations;
    registrations.reserve(sources.size());
    for (std::uint64_t i = 0; i < sources.size(); ++i) {
        registrations.push_back(
            checked(queue.registry().add(sources.readers()[i], token{i}, interest::readable)));
    }
    return registrations;
}

// Registers all sources and removes them again, over and over.
void register_and_remove(const bench::arguments& given) {
    const bench::pipes sources{given.number("sources", 1000)};
    const std::uint64_t rounds =
        std::max<std::uint64_t>(1, given.number("count", 1'000'000) / sources.size());
    const minimio::poll queue = checked(minimio::poll::create());
    std::vector<minimio::registration> registrations(sources.size());
    const bench::stopwatch watch;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        for (std::uint64_t i = 0; i < sources.size(); ++i) {
            registrations[i] =
                checked(queue.registry().add(sources.readers()[i], token{i}, interest::readable));
        }
        for (minimio::registration& each : registrations) {
            checked(each.remove());
        }
    }
    watch.report_ns_each("minimio_register", rounds * sources.size());
}

// Every pipe becomes ready, and every event is taken: a read that takes all, and the duty of edge mode.
void take_events(const bench::arguments& given) {
    const bench::pipes sources{given.number("pipes", 100)};
    const std::uint64_t rounds =
        std::max<std::uint64_t>(1, given.number("count", 1'000'000) / sources.size());
    minimio::poll queue = checked(minimio::poll::create());
    std::vector<minimio::registration> registrations = register_all(queue, sources);
    std::vector<minimio::pipe_reader> readers;
    for (const int reader : sources.readers()) {
        readers.push_back(checked(minimio::pipe_reader::from_raw(reader)));
    }
    minimio::events ready;
    std::array<std::byte, 64> bytes{};
    const bench::stopwatch watch;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        sources.fill();
        for (std::uint64_t left = sources.size(); left > 0;) {
            checked(queue.wait(ready, std::nullopt));
            for (const minimio::event e : ready) {
                const std::uint64_t i = e.token().value;
                bench::require(checked(readers[i].read(bytes)) == 1, "an event without a byte");
                checked(registrations[i].would_block(interest::readable));
                --left;
            }
        }
    }
    bench::report_events(watch, sources, rounds * sources.size());
    registrations.clear();
    for (minimio::pipe_reader& each : readers) {
        static_cast<void>(each.release());  // theirs to close
    }
}

// Two threads wake each other in turn: a round trip is two wakes.
struct woken_thread {
    minimio::poll queue = checked(minimio::poll::create());
    minimio::waker wake = checked(queue.registry().make_waker(token{1}));
    minimio::events ready;

    void await() {
        checked(queue.wait(ready, std::nullopt));
        bench::require(!ready.empty(), "a wait ended without a wake");
    }
};

void wake(const bench::arguments& given) {
    const std::uint64_t trips = std::max<std::uint64_t>(1, given.number("count", 20'000) / 2);
    woken_thread here;
    woken_thread there;
    os_thread other([&] {
        bench::pin_this_thread(given.number("server-cpu", 0));
        for (std::uint64_t i = 0; i < trips; ++i) {
            there.await();
            here.wake.wake();
        }
    });
    bench::pin_this_thread(given.number("client-cpu", 1));
    const bench::stopwatch watch;
    for (std::uint64_t i = 0; i < trips; ++i) {
        there.wake.wake();
        here.await();
    }
    watch.report_ns_each("minimio_wake", 2 * trips);
    watch.report_cpu_ns_each("minimio_wake_cpu", 2 * trips);
    other.join();
}

// What one more registered source costs on the heap; the handle that the program holds comes on top.
void memory(const bench::arguments& given) {
    const bench::pipes sources{given.number("sources", 9'000)};
    const minimio::poll queue = checked(minimio::poll::create());
    std::vector<minimio::registration> registrations(sources.size());
    const double before = bench::heap_bytes();
    for (std::uint64_t i = 0; i < sources.size(); ++i) {
        registrations[i] =
            checked(queue.registry().add(sources.readers()[i], token{i}, interest::readable));
    }
    const double each = (bench::heap_bytes() - before) / static_cast<double>(sources.size());
    bench::report("minimio_source_bytes", each, "bytes");
    bench::report("minimio_handle_bytes", sizeof(minimio::registration), "bytes");
}

constexpr bench::row rows[] = {{"minimio_register", register_and_remove},
                               {"minimio_events", take_events},
                               {"minimio_wake", wake},
                               {"minimio_source_bytes", memory}};

}  // namespace

int main(int argc, char** argv) { return bench::run_row(rows, argc, argv); }
