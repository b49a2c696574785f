// Pipes by the thousand, for the rows of the event queue: plain system calls, nothing between.
#pragma once

#include "bench.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace bench {

// Raises the limit of open descriptors as far as that is allowed, and gives how many more may be opened.
// Says so when they are fewer than wanted.
inline std::uint64_t allow_descriptors(std::uint64_t wanted) {
    constexpr std::uint64_t spare =
        32;  // what the program and its event queue have open themselves
    rlimit limit{};
    require(getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
    if (limit.rlim_max < wanted + spare) {
        rlimit higher = limit;
        higher.rlim_cur = higher.rlim_max = wanted + spare;
        if (setrlimit(RLIMIT_NOFILE, &higher) == 0) {
            return wanted;
        }
    }
    limit.rlim_cur = std::min<std::uint64_t>(limit.rlim_max, wanted + spare);
    require(setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
    if (limit.rlim_cur < wanted + spare) {
        std::fprintf(stderr, "bench: %llu descriptors are wanted, RLIMIT_NOFILE allows %llu\n",
                     static_cast<unsigned long long>(wanted),
                     static_cast<unsigned long long>(limit.rlim_cur));
    }
    return limit.rlim_cur - spare;
}

// Non-blocking pipes. `fill` and `drain` are the system calls that every program makes by itself.
class pipes {
public:
    explicit pipes(std::uint64_t wanted) {
        const std::uint64_t count = std::min(wanted, allow_descriptors(2 * wanted) / 2);
        readers_.reserve(count);
        writers_.reserve(count);
        for (std::uint64_t i = 0; i < count; ++i) {
            int ends[2];
            if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0) {
                fail_errno("pipe2");
            }
            readers_.push_back(ends[0]);
            writers_.push_back(ends[1]);
        }
    }
    pipes(const pipes&) = delete;
    pipes& operator=(const pipes&) = delete;
    ~pipes() {
        for (const std::vector<int>* side : {&readers_, &writers_}) {
            for (const int descriptor : *side) {
                close(descriptor);
            }
        }
    }

    [[nodiscard]] const std::vector<int>& readers() const { return readers_; }
    [[nodiscard]] std::uint64_t size() const { return readers_.size(); }

    // Makes every pipe ready: one byte into each.
    void fill() const {
        for (const int descriptor : writers_) {
            require(write(descriptor, "x", 1) == 1, "write into a pipe");
        }
    }

private:
    std::vector<int> readers_;
    std::vector<int> writers_;
};

// Takes the one byte out. A short read means that there is no more: no second read is needed to know.
inline void drain(int reader) {
    char bytes[64];
    require(read(reader, bytes, sizeof bytes) == 1, "an event without a byte");
}

// Prints the rows of one run of `minimio_events`.
inline void report_events(const stopwatch& watch, const pipes& sources, std::uint64_t events) {
    watch.report_cpu_ns_each("minimio_events_cpu", events);
    report("minimio_events", static_cast<double>(events) / watch.seconds(), "events/s");
    report("minimio_pipes", static_cast<double>(sources.size()), "pipes");
}

// What the program has allocated and not given back.
inline double heap_bytes() {
    const struct mallinfo2 now = mallinfo2();
    return static_cast<double>(now.uordblks + now.hblkhd);
}

}  // namespace bench
