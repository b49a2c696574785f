#pragma once

#include "bounce/base/clock.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/runtime/detail/pool_job.hpp"
#include "bounce/runtime/unfinished.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace bounce::detail {

class runtime_core;

/// Threads for work that blocks. Each has a lane of its own (queue, lock, condition); a thread whose lane
/// is empty takes from the others.
///
/// Rules:
///  1. A lane's queue and the `lane` and links of the jobs in it are guarded by the lane's lock.
///  2. `idle_` has a bit for each thread that found nothing. A thread sets its bit and then looks through
///     all lanes once more before it sleeps; who submits pushes first and then looks for a bit. Both
///     under seq_cst, so a job cannot fall between them.
///  3. Who clears a thread's bit owes it a wake, and so pokes it: it must look around, and set its bit
///     again, also when the job that was meant for it is gone by then.
///  4. A thread whose bit was cleared may have found another job meanwhile. So who puts a job into the
///     lane of a thread that runs one, and a thread that starts a job while its lane has more, or when it
///     was poked, pokes another idle thread, and so on until one hears it: a job never waits behind a
///     running one while somebody is idle.
class blocking_pool {
public:
    blocking_pool(runtime_core& core, unsigned threads);
    ~blocking_pool();

    /// Any thread. The threads are started by the first job.
    void submit(pool_job& job);
    /// True if the job was still queued: it is out, and will not run.
    [[nodiscard]] bool remove(pool_job& job) noexcept;

    /// Ends the threads when their jobs have ended; what has not ended by then is returned, and its
    /// thread is left behind. Queued jobs still run.
    [[nodiscard]] std::vector<unfinished> stop(steady_clock::time_point deadline);

private:
    struct shared;
    struct lane;
    static void thread_main(const std::shared_ptr<shared>& state, unsigned index);
    void start();

    std::shared_ptr<shared> state_;  // shared with the threads: one left behind still needs it
    std::vector<os_thread> threads_;
    os_mutex start_lock_;
    atomic<bool> started_{false};
};

}  // namespace bounce::detail
