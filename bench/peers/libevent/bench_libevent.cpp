// The libevent side of the event queue's rows: `bench_libevent ROW [--name NUMBER]...`.
#include "../../common/pipes.hpp"

#include <event2/event.h>
#include <event2/thread.h>

#include <thread>

namespace {

struct base {
    event_base* raw = event_base_new();

    base() { bench::require(raw != nullptr, "event_base_new"); }
    base(const base&) = delete;
    base& operator=(const base&) = delete;
    ~base() { event_base_free(raw); }
};

std::uint64_t taken = 0;

void take(int descriptor, short, void*) {
    bench::drain(descriptor);
    ++taken;
}

std::vector<event*> make_events(const base& loop, const bench::pipes& sources) {
    std::vector<event*> made;
    for (const int reader : sources.readers()) {
        made.push_back(event_new(loop.raw, reader, EV_READ | EV_PERSIST | EV_ET, take, nullptr));
        bench::require(made.back() != nullptr, "event_new");
    }
    return made;
}

void add_all(const std::vector<event*>& events) {
    for (event* each : events) {
        bench::require(event_add(each, nullptr) == 0, "event_add");
    }
}

void register_and_remove(const bench::arguments& given) {
    const bench::pipes sources{given.number("sources", 1000)};
    const std::uint64_t rounds =
        std::max<std::uint64_t>(1, given.number("count", 1'000'000) / sources.size());
    const base loop;
    const std::vector<event*> events = make_events(loop, sources);
    const bench::stopwatch watch;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        add_all(events);
        for (event* each : events) {
            bench::require(event_del(each) == 0, "event_del");
        }
    }
    watch.report_ns_each("minimio_register", rounds * sources.size());
    for (event* each : events) {
        event_free(each);
    }
}

void take_events(const bench::arguments& given) {
    const bench::pipes sources{given.number("pipes", 100)};
    const std::uint64_t rounds =
        std::max<std::uint64_t>(1, given.number("count", 1'000'000) / sources.size());
    const base loop;
    const std::vector<event*> events = make_events(loop, sources);
    add_all(events);
    const bench::stopwatch watch;
    for (std::uint64_t round = 1; round <= rounds; ++round) {
        sources.fill();
        while (taken < round * sources.size()) {
            bench::require(event_base_loop(loop.raw, EVLOOP_ONCE) == 0, "event_base_loop");
        }
    }
    bench::report_events(watch, sources, rounds * sources.size());
    for (event* each : events) {
        event_free(each);
    }
}

// An event without a descriptor, made active by the other thread.
struct woken_thread {
    base loop;
    event* woken = event_new(loop.raw, -1, EV_PERSIST, [](int, short, void*) {}, nullptr);

    ~woken_thread() { event_free(woken); }

    void wake() const { event_active(woken, EV_READ, 0); }
    void await() const {
        bench::require(event_base_loop(loop.raw, EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY) == 0,
                       "event_base_loop");
    }
};

void wake(const bench::arguments& given) {
    const std::uint64_t trips = std::max<std::uint64_t>(1, given.number("count", 20'000) / 2);
    bench::require(evthread_use_pthreads() == 0, "evthread_use_pthreads");
    const woken_thread here;
    const woken_thread there;
    std::thread other([&] {
        bench::pin_this_thread(given.number("server-cpu", 0));
        for (std::uint64_t i = 0; i < trips; ++i) {
            there.await();
            here.wake();
        }
    });
    bench::pin_this_thread(given.number("client-cpu", 1));
    const bench::stopwatch watch;
    for (std::uint64_t i = 0; i < trips; ++i) {
        there.wake();
        here.await();
    }
    watch.report_ns_each("minimio_wake", 2 * trips);
    watch.report_cpu_ns_each("minimio_wake_cpu", 2 * trips);
    other.join();
}

void memory(const bench::arguments& given) {
    const bench::pipes sources{given.number("sources", 9'000)};
    const base loop;
    const double before = bench::heap_bytes();
    const std::vector<event*> events = make_events(loop, sources);
    const auto list = static_cast<double>(events.capacity() * sizeof(event*));
    const auto handles = static_cast<double>(event_get_struct_event_size() * events.size());
    add_all(events);
    const auto count = static_cast<double>(sources.size());
    bench::report("minimio_source_bytes", (bench::heap_bytes() - before - list - handles) / count,
                  "bytes");
    bench::report("minimio_handle_bytes", handles / count, "bytes");
    for (event* each : events) {
        event_free(each);
    }
}

constexpr bench::row rows[] = {{"minimio_register", register_and_remove},
                               {"minimio_events", take_events},
                               {"minimio_wake", wake},
                               {"minimio_source_bytes", memory}};

}  // namespace

int main(int argc, char** argv) { return bench::run_row(rows, argc, argv); }
