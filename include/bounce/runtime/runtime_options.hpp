#pragma once

#include "bounce/base/limits.hpp"
#include "bounce/runtime/trace_sink.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace bounce {

enum class flavour {
    current_thread,  ///< one event loop, on the thread that calls `run` or `block_on`, as in Node
    multi_thread,    ///< several workers that steal tasks from each other, each with its own loop
};

enum class time_source {
    system,  ///< the steady clock
    virtual_time,  ///< time stands still while there is work and jumps to the next timer when there is none
};

/// How a runtime is made. The defaults are a single-threaded loop with a pool of four threads.
struct runtime_options {
    // Not an aggregate: g++ 12 miscompiles aggregate temporaries in coroutines.
    runtime_options() noexcept {}  // NOLINT(modernize-use-equals-default)

    flavour kind = flavour::current_thread;

    /// Workers of a multi_thread runtime, 1 to limits::workers_max. 0: the environment variable
    /// BOUNCE_WORKERS, else the processors this process may use.
    unsigned workers = 0;

    /// Threads of the pool, 1 to limits::pool_threads_max, started when the first job comes.
    /// 0: BOUNCE_POOL_THREADS, else limits::pool_threads.
    unsigned pool_threads = 0;

    /// The poll waits on a thread of its own, named after its back end, and hands events to the loop:
    /// for embedding the loop, and for seeing it work. current_thread only.
    bool poll_thread = false;

    /// Virtual time is for tests; current_thread only, and not with `poll_thread`.
    time_source time = time_source::system;

    /// Where events go. None: nothing is recorded, and each place that could costs one branch.
    std::shared_ptr<trace_sink> trace;

    /// Called on the thread where it happened with every exception that nobody can catch: one thrown by
    /// a callback, or one that ended a task whose handle was dropped. `where` says which. It must not
    /// throw. Default: one line on standard error. They are counted in any case (runtime_metrics).
    std::function<void(std::exception_ptr thrown, std::string_view where)> on_unhandled;

    /// How long the destructor waits for tasks and jobs after asking them to stop.
    std::chrono::milliseconds shutdown_deadline = limits::shutdown_deadline;
};

}  // namespace bounce
