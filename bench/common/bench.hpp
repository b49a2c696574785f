// What every C++ program in bench/ shares: the command line, the one output line, the clock,
// pinning, and a generator of numbers that is the same in every program and language.
//
// A program is called as `program [WORD] [--name NUMBER]...` and prints one line per figure:
//
//     name value unit
//
// The harness bench/run reads these lines. Anything that goes wrong ends the program with a
// sentence on stderr and exit code 1: a benchmark that may have measured the wrong thing has no
// figure.
#pragma once

#include <sched.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

[[noreturn]] inline void fail(const char* what) {
    std::fprintf(stderr, "bench: %s\n", what);
    std::exit(1);
}

// Fails with the text of errno.
[[noreturn]] inline void fail_errno(const char* what) {
    std::fprintf(stderr, "bench: %s: %s\n", what, std::strerror(errno));
    std::exit(1);
}

inline void require(bool condition, const char* what) {
    if (!condition) {
        fail(what);
    }
}

// `[WORD] [--name NUMBER]...`, of two options with one name the last counts; a malformed command
// line ends the program with exit code 2.
class arguments {
public:
    arguments(int argc, char** argv) {
        int next = 1;
        if (next < argc && !std::string_view(argv[next]).starts_with("--")) {
            word_ = argv[next++];
        }
        for (; next < argc; next += 2) {
            const std::string_view name = argv[next];
            const std::string_view text = next + 1 < argc ? argv[next + 1] : "";
            std::uint64_t value = 0;
            const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
            if (!name.starts_with("--") || text.empty() || parsed.ec != std::errc() ||
                parsed.ptr != text.data() + text.size()) {
                std::fprintf(stderr, "bench: expected --name NUMBER at \"%s\"\n", argv[next]);
                std::exit(2);
            }
            numbers_.push_back({name.substr(2), value});
        }
    }

    [[nodiscard]] std::string_view word() const { return word_; }

    [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t otherwise) const {
        std::uint64_t found = otherwise;
        for (const option& each : numbers_) {
            found = each.name == name ? each.value : found;
        }
        return found;
    }

private:
    struct option {
        std::string_view name;
        std::uint64_t value;
    };

    std::string_view word_;
    std::vector<option> numbers_;
};

inline void report(std::string_view name, double value, std::string_view unit) {
    std::printf("%.*s %.3f %.*s\n", static_cast<int>(name.size()), name.data(), value,
                static_cast<int>(unit.size()), unit.data());
    std::fflush(stdout);
}

// The processor time, user and system, that all threads of this process have used.
inline double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// Measures from its construction.
class stopwatch {
public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(clock::now() - start_).count();
    }

    // Prints the nanoseconds that one of `count` operations took.
    void report_ns_each(std::string_view name, std::uint64_t count) const {
        report(name, seconds() * 1e9 / static_cast<double>(count), "ns");
    }

    // Prints the nanoseconds of processor time that this process, all its threads, spent on each of
    // `count` operations.
    void report_cpu_ns_each(std::string_view name, std::uint64_t count) const {
        report(name, (processor_seconds() - used_) * 1e9 / static_cast<double>(count), "ns");
    }

    // Prints the rate of `count` exchanges, and the processor time that this process, all its threads,
    // spent on each.
    void report_rate(std::string_view name, std::uint64_t count) const {
        const auto exchanges = static_cast<double>(count);
        report(name, exchanges / seconds(), "req/s");
        report(std::string(name) + "_cpu", (processor_seconds() - used_) * 1e6 / exchanges, "us");
    }

private:
    using clock = std::chrono::steady_clock;
    double used_ = processor_seconds();
    clock::time_point start_ = clock::now();
};

// Keeps the calling thread on one processor. A number that does not exist leaves it free, so the
// programs run (with noisier figures) on a machine with one processor.
inline void pin_this_thread(std::uint64_t cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<unsigned>(cpu), &set);
    static_cast<void>(sched_setaffinity(0, sizeof set, &set));
}

// splitmix64, so that all programs draw the same numbers from the same seed.
class random_numbers {
public:
    explicit random_numbers(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }

    // Milliseconds between 1 min and 1 h: a timer that does not fire during the measurement.
    std::uint64_t deadline_ms() { return 60'000 + next() % 3'540'000; }

private:
    std::uint64_t state_;
};

// A row of the benchmark, as one program measures it.
struct row {
    std::string_view name;
    void (*run)(const arguments&);
};

// The main() of a program with several rows: runs the one that the command line names.
inline int run_row(std::span<const row> rows, int argc, char** argv) {
    const arguments given(argc, argv);
    for (const row& each : rows) {
        if (each.name == given.word()) {
            each.run(given);
            return 0;
        }
    }
    fail("this program has no row of that name");
}

// Makes the compiler believe that `value` is read and changed here.
template <class T>
void keep(T& value) {
    asm volatile("" : "+m"(value) : : "memory");
}

}  // namespace bench
