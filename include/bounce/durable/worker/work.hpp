#pragma once

#include "bounce/base/result.hpp"
#include "bounce/durable/store.hpp"
#include "bounce/durable/worker/worker_options.hpp"
#include "bounce/runtime/task.hpp"
#include "bounce/script/engine.hpp"

#include <memory>
#include <string>

namespace bounce::durable {

/// The engine for durable scripts: `host::library()` with the durable calls.
[[nodiscard]] std::shared_ptr<const script::engine> make_durable_engine();

/// Works on the runs of a store: claims them in batches, lets them go on slice by slice, commits what
/// came of it in batches, and performs steps. Any number of workers may work on one store.
///
/// Completes with `until_idle` when there is nothing to do, otherwise when it is cancelled: then it takes
/// no more work, asks its attempts to stop, hands back what it holds, and ends. (That is a drain: nothing
/// counts as interrupted that had time to end.)
///
/// Errors: those of a store that cannot be used at all. A store that fails for a while is asked again.
[[nodiscard]] task<result<void>> work(store& from, std::shared_ptr<const script::engine> engine,
                                      worker_options options = worker_options{});

/// For the process that `worker_options::alone` starts: does the one thing that its last argument names
/// and gives the status to exit with. It ends without having done it when the process that started it
/// does. Errors are reported, and in the status.
[[nodiscard]] task<int> work_alone(store& in, std::shared_ptr<const script::engine> engine,
                                   std::string work, worker_options options = worker_options{});

}  // namespace bounce::durable
