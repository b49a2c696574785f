// The rows of the event queue with libuv's handles for descriptors and wake-ups.
#include "event_queue.hpp"

#include "../../common/pipes.hpp"

#include <uv.h>

#include <thread>

namespace bench_libuv {

namespace {

void check(int result, const char* what) {
    if (result < 0) {
        std::fprintf(stderr, "bench_libuv: %s: %s\n", what, uv_strerror(result));
        std::exit(1);
    }
}

// A loop and one uv_poll_t for each pipe; counts the events.
class watchers {
public:
    explicit watchers(const bench::pipes& sources) : handles_(sources.size()) {
        check(uv_loop_init(&loop_), "uv_loop_init");
        for (std::uint64_t i = 0; i < sources.size(); ++i) {
            check(uv_poll_init(&loop_, &handles_[i], sources.readers()[i]), "uv_poll_init");
            handles_[i].data = this;
            handles_[i].u.fd = sources.readers()[i];
        }
    }
    watchers(const watchers&) = delete;
    watchers& operator=(const watchers&) = delete;
    ~watchers() {
        for (uv_poll_t& each : handles_) {
            uv_close(reinterpret_cast<uv_handle_t*>(&each), nullptr);
        }
        uv_run(&loop_, UV_RUN_DEFAULT);
        check(uv_loop_close(&loop_), "uv_loop_close");
    }

    void start_all() {
        for (uv_poll_t& each : handles_) {
            check(uv_poll_start(&each, UV_READABLE, take), "uv_poll_start");
        }
    }
    void stop_all() {
        for (uv_poll_t& each : handles_) {
            check(uv_poll_stop(&each), "uv_poll_stop");
        }
    }
    void run(uv_run_mode mode) { uv_run(&loop_, mode); }

    [[nodiscard]] std::uint64_t taken() const { return taken_; }

private:
    static void take(uv_poll_t* handle, int status, int) {
        check(status, "poll");
        bench::drain(handle->u.fd);
        ++static_cast<watchers*>(handle->data)->taken_;
    }

    uv_loop_t loop_{};
    std::vector<uv_poll_t> handles_;
    std::uint64_t taken_ = 0;
};

struct woken_thread {
    uv_loop_t loop{};
    uv_async_t async{};

    woken_thread() {
        check(uv_loop_init(&loop), "uv_loop_init");
        check(uv_async_init(&loop, &async, [](uv_async_t*) {}), "uv_async_init");
    }
    woken_thread(const woken_thread&) = delete;
    woken_thread& operator=(const woken_thread&) = delete;
    ~woken_thread() {
        uv_close(reinterpret_cast<uv_handle_t*>(&async), nullptr);
        uv_run(&loop, UV_RUN_DEFAULT);
        check(uv_loop_close(&loop), "uv_loop_close");
    }

    void wake() { check(uv_async_send(&async), "uv_async_send"); }
    void await() { uv_run(&loop, UV_RUN_ONCE); }
};

}  // namespace

// libuv tells the kernel of new descriptors when it next polls, hence the visit in between.
void register_and_remove(const bench::arguments& given) {
    const bench::pipes sources{given.number("sources", 1000)};
    const std::uint64_t rounds =
        std::max<std::uint64_t>(1, given.number("count", 1'000'000) / sources.size());
    watchers watched{sources};
    const bench::stopwatch watch;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        watched.start_all();
        watched.run(UV_RUN_NOWAIT);
        watched.stop_all();
    }
    watch.report_ns_each("minimio_register", rounds * sources.size());
}

void take_events(const bench::arguments& given) {
    const bench::pipes sources{given.number("pipes", 100)};
    const std::uint64_t rounds =
        std::max<std::uint64_t>(1, given.number("count", 1'000'000) / sources.size());
    watchers watched{sources};
    watched.start_all();
    const bench::stopwatch watch;
    for (std::uint64_t round = 1; round <= rounds; ++round) {
        sources.fill();
        while (watched.taken() < round * sources.size()) {
            watched.run(UV_RUN_ONCE);
        }
    }
    bench::report_events(watch, sources, rounds * sources.size());
}

void wake(const bench::arguments& given) {
    const std::uint64_t trips = std::max<std::uint64_t>(1, given.number("count", 20'000) / 2);
    woken_thread here;
    woken_thread there;
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
    const double before = bench::heap_bytes();
    watchers watched{sources};
    watched.start_all();
    watched.run(UV_RUN_NOWAIT);
    const auto count = static_cast<double>(sources.size());
    bench::report("minimio_source_bytes",
                  (bench::heap_bytes() - before) / count - static_cast<double>(sizeof(uv_poll_t)),
                  "bytes");
    bench::report("minimio_handle_bytes", static_cast<double>(sizeof(uv_poll_t)), "bytes");
}

}  // namespace bench_libuv
