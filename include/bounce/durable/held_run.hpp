#pragma once

#include "bounce/durable/run_number.hpp"
#include "bounce/durable/worker_number.hpp"

#include <cstdint>
#include <string>

namespace bounce::durable {

/// A run as the worker that holds it names it in a call.
struct held_run {
    run_number run{};
    worker_number worker{};
    std::uint64_t epoch = 0;
};

}  // namespace bounce::durable
