// The Asio side of the benchmark rows: `bench_asio ROW [--option NUMBER]...`. Coroutines
// throughout (co_spawn, use_awaitable), one io_context with the concurrency hint 1 unless the row
// asks for workers. Asio has no asynchronous mutex, so that row is missing.
#include "rows.hpp"

namespace {

constexpr bench::row rows[] = {
    {"spawn_join", bench_asio::spawn_join},
    {"yield", bench_asio::yield},
    {"yield_100", bench_asio::yield_100},
    {"mpsc_pingpong", bench_asio::mpsc_pingpong},
    {"mpsc_stream", bench_asio::mpsc_stream},
    {"timer_arm_cancel", bench_asio::timer_arm_cancel},
    {"blocking_pool", bench_asio::blocking_pool},
    {"tcp_echo", bench_asio::tcp_echo},
};

}  // namespace

int main(int argc, char** argv) { return bench::run_row(rows, argc, argv); }
