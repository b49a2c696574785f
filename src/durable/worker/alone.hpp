#pragma once

#include "durable/worker/script_code.hpp"

#include "bounce/durable/attempt_id.hpp"
#include "bounce/durable/held_run.hpp"
#include "bounce/durable/store.hpp"
#include "bounce/durable/worker/worker_options.hpp"
#include "bounce/runtime/task.hpp"

#include <string>
#include <string_view>

namespace bounce::durable {

// What has brought down whoever did it, or seems to have: one slice of a run or one attempt at a step, in
// a process that does nothing else. That process acts in the name of the worker that started it, with the
// worker's number and under its lease; so it can do nothing that the worker could not, and nothing at all
// once the worker has been taken for dead.

/// What became of it.
enum class alone_end {
    done,      ///< and is in the store
    crashed,   ///< the process died of it
    broken,    ///< the code or the state is such that nobody can do it
    not_done,  ///< the process could not do it now, and did nothing
};

/// Starts the process, `options.alone` with `work` as its last argument, and waits for it.
/// Cancellation: kills it.
[[nodiscard]] task<result<alone_end>> have_done_alone(const worker_options& options,
                                                      std::string work);

[[nodiscard]] std::string alone_work(const held_run& run);
[[nodiscard]] std::string alone_work(const attempt_id& attempt, worker_number worker);

/// With which status that process ends.
[[nodiscard]] int status_of(const result<void>& done);

/// In that process: does what `work` says and writes it to the store.
[[nodiscard]] task<result<void>> do_alone(store& in, script_code& code, std::string_view work,
                                          const worker_options& options);

}  // namespace bounce::durable
