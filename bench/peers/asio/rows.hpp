// The rows of bench_asio, one function each; every one prints its own line.
#pragma once

#include "../../common/bench.hpp"

namespace bench_asio {

void spawn_join(const bench::arguments& arguments);
void yield(const bench::arguments& arguments);
void yield_100(const bench::arguments& arguments);
void mpsc_pingpong(const bench::arguments& arguments);
void mpsc_stream(const bench::arguments& arguments);
void timer_arm_cancel(const bench::arguments& arguments);
void blocking_pool(const bench::arguments& arguments);
void tcp_echo(const bench::arguments& arguments);

}  // namespace bench_asio
