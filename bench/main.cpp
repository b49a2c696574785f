// Our side of the benchmark rows that need no sockets: `bench_bounce ROW [--option NUMBER]...`.
// `--workers 0` (the default) is a current_thread runtime, `--workers N` a multi_thread one.
#include "rows.hpp"

namespace {

constexpr bench::row rows[] = {
    {"spawn_join", bench_bounce::spawn_join},
    {"yield", bench_bounce::yield},
    {"yield_100", bench_bounce::yield_100},
    {"mpsc_pingpong", bench_bounce::mpsc_pingpong},
    {"mpsc_stream", bench_bounce::mpsc_stream},
    {"mutex", bench_bounce::mutex},
    {"timer_arm_cancel", bench_bounce::timer_arm_cancel},
    {"blocking_pool", bench_bounce::blocking_pool},
};

}  // namespace

int main(int argc, char** argv) { return bench::run_row(rows, argc, argv); }
