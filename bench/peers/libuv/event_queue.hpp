// The rows of the event queue, measured with libuv.
#pragma once

#include "../../common/bench.hpp"

namespace bench_libuv {

void register_and_remove(const bench::arguments& given);
void take_events(const bench::arguments& given);
void wake(const bench::arguments& given);
void memory(const bench::arguments& given);

}  // namespace bench_libuv
