#pragma once

#include "bounce/runtime/detail/suspension.hpp"
#include "bounce/runtime/job_kind.hpp"

#include <cstdint>

namespace bounce::detail {

class worker;

/// A job as the pool sees it: a node that lives in the frame of the task that waits for it. The waiter is
/// pinned, so the frame outlives the job.
struct pool_job {
    using function = void (*)(pool_job&) noexcept;

    pool_job(job_kind k, function f, waiter& w) noexcept : kind{k}, run{f}, owner{&w} {}
    pool_job(const pool_job&) = delete;
    pool_job& operator=(const pool_job&) = delete;

    job_kind kind;
    function run;
    waiter* owner;
    worker* home = nullptr;   ///< whose counts it is part of
    std::uint64_t id = 0;     ///< unique within the runtime, from 1
    std::uint64_t cause = 0;  ///< the task that asked for it
    bool counted = true;      ///< keeps the loop alive

    // The pool's own: the lane whose queue it is in, and its links, guarded by that lane's lock.
    static constexpr std::uint32_t no_lane = 0xffffffff;
    std::uint32_t lane = no_lane;
    pool_job* previous = nullptr;
    pool_job* next = nullptr;
};

/// Gives the job to the pool of this thread's runtime. The waiter's `work_ended` is called when it has
/// run, or when it was cancelled.
void submit_job(pool_job& job) noexcept;
/// Takes the job out of the queue if no thread has it yet; then its waiter is unpinned here. Otherwise
/// does nothing: the job ends by itself.
void cancel_job(pool_job& job) noexcept;
/// The task has taken notice that the job is over: it is pending no more.
void uncount_job(const pool_job& job) noexcept;

}  // namespace bounce::detail
