#include "bounce/runtime/detail/pool_job.hpp"

#include "runtime/pool.hpp"
#include "runtime/runtime_core.hpp"
#include "runtime/worker.hpp"

#include "bounce/runtime/detail/context.hpp"
#include "bounce/runtime/detail/task_header.hpp"

namespace bounce::detail {

void submit_job(pool_job& job) noexcept {
    worker& w = require_current_worker("submit a job");
    job.home = &w;
    job.id = w.next_job_id();
    job.cause = job.owner->owner->task().id;
    w.job_started(job.counted);
    w.core().trace(trace_kind::job_submitted, job.kind.name(), job.id, job.cause);
    w.core().pool().submit(job);
}

void cancel_job(pool_job& job) noexcept {
    // If it was queued, stop or another arm has won, and this only drops the pin.
    if (job.home->core().pool().remove(job)) job.owner->work_ended();
}

void uncount_job(const pool_job& job) noexcept { job.home->job_reported(job.counted); }

}  // namespace bounce::detail
