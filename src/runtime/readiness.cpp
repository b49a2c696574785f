#include "bounce/runtime/readiness.hpp"

#include "bounce/runtime/io_handle.hpp"
#include "bounce/runtime/register_io.hpp"

namespace bounce {

operation<minimio::readiness> readiness(minimio::raw_source source, minimio::interest what) {
    auto io = register_io("descriptor", source, what);
    if (!io) co_return std::move(io).error();
    auto ready = co_await io->ready(what);
    if (!ready) co_return std::move(ready).error();
    co_return ready->flags();
}

}  // namespace bounce
