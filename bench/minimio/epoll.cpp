// The floor of the event queue's rows: the system calls alone, in the loop that a careful program would
// write for them. `bench_epoll ROW [--name NUMBER]...`
#include "../common/pipes.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <array>
#include <thread>

namespace {

// As many events as minimio's buffer has room for.
constexpr int capacity = 1024;

class queue {
public:
    queue() : descriptor_(epoll_create1(EPOLL_CLOEXEC)) {
        bench::require(descriptor_ >= 0, "epoll_create1");
    }
    queue(const queue&) = delete;
    queue& operator=(const queue&) = delete;
    ~queue() { close(descriptor_); }

    void add(int source, std::uint64_t token) const {
        epoll_event wanted{};
        wanted.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
        wanted.data.u64 = token;
        if (epoll_ctl(descriptor_, EPOLL_CTL_ADD, source, &wanted) != 0) {
            bench::fail_errno("epoll_ctl");
        }
    }
    void remove(int source) const {
        if (epoll_ctl(descriptor_, EPOLL_CTL_DEL, source, nullptr) != 0) {
            bench::fail_errno("epoll_ctl");
        }
    }
    // Waits for ever and gives what is ready.
    std::span<const epoll_event> wait() {
        int count = 0;
        do {
            count = epoll_wait(descriptor_, ready_.data(), capacity, -1);
        } while (count < 0 && errno == EINTR);
        bench::require(count >= 0, "epoll_wait");
        return std::span{ready_}.first(static_cast<std::size_t>(count));
    }

private:
    int descriptor_;
    std::array<epoll_event, capacity> ready_{};
};

void register_and_remove(const bench::arguments& given) {
    const bench::pipes sources{given.number("sources", 1000)};
    const std::uint64_t rounds =
        std::max<std::uint64_t>(1, given.number("count", 1'000'000) / sources.size());
    const queue waiting;
    const bench::stopwatch watch;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        for (std::uint64_t i = 0; i < sources.size(); ++i) {
            waiting.add(sources.readers()[i], i);
        }
        for (const int reader : sources.readers()) {
            waiting.remove(reader);
        }
    }
    watch.report_ns_each("minimio_register", rounds * sources.size());
}

void take_events(const bench::arguments& given) {
    const bench::pipes sources{given.number("pipes", 100)};
    const std::uint64_t rounds =
        std::max<std::uint64_t>(1, given.number("count", 1'000'000) / sources.size());
    queue waiting;
    for (std::uint64_t i = 0; i < sources.size(); ++i) {
        waiting.add(sources.readers()[i], i);
    }
    const bench::stopwatch watch;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        sources.fill();
        for (std::uint64_t left = sources.size(); left > 0;) {
            for (const epoll_event& e : waiting.wait()) {
                bench::drain(sources.readers()[e.data.u64]);
                --left;
            }
        }
    }
    bench::report_events(watch, sources, rounds * sources.size());
}

// An eventfd watched for edges, so that it need never be read.
struct woken_thread {
    queue waiting;
    int wakes = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

    woken_thread() { waiting.add(wakes, 0); }
    woken_thread(const woken_thread&) = delete;
    woken_thread& operator=(const woken_thread&) = delete;
    ~woken_thread() { close(wakes); }

    void wake() const {
        const std::uint64_t one = 1;
        bench::require(write(wakes, &one, sizeof one) == sizeof one, "write to an eventfd");
    }
    void await() { bench::require(!waiting.wait().empty(), "a wait ended without a wake"); }
};

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

constexpr bench::row rows[] = {{"minimio_register", register_and_remove},
                               {"minimio_events", take_events},
                               {"minimio_wake", wake}};

}  // namespace

int main(int argc, char** argv) { return bench::run_row(rows, argc, argv); }
