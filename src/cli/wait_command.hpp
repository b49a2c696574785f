#pragma once

#include "bounce/durable/store.hpp"
#include "bounce/durable/worker/worker_options.hpp"
#include "bounce/runtime/runtime.hpp"
#include "bounce/script/engine.hpp"

#include <memory>
#include <string>

namespace bounce::cli {

struct wait_options {
    std::string id;
    std::string store;
    std::string timeout;
    bool json = false;
};

/// Waits until a run has ended and prints its result.
[[nodiscard]] int wait_for_run(const wait_options& options);

/// Works on the store in this process until the run has ended, and prints its result.
[[nodiscard]] int work_until_ended(durable::store& store, runtime& rt,
                                   std::shared_ptr<const script::engine> engine,
                                   const durable::worker_options& how, const std::string& id,
                                   bool json);

}  // namespace bounce::cli
