#pragma once

#include "bounce/runtime/detail/pool_job.hpp"
#include "bounce/runtime/job_kind.hpp"
#include "bounce/runtime/join_handle.hpp"
#include "bounce/runtime/operation.hpp"

#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace bounce {

/// A job of the pool, as an operation. See submit.
template <class F>
class pool_operation final
    : public basic_operation<pool_operation<F>, detail::flattened_t<std::invoke_result_t<F&>>> {
    using returned = std::invoke_result_t<F&>;
    using outcome = result<detail::flattened_t<returned>>;

public:
    static constexpr const char* waits_for = "a job of the pool";
    static constexpr bool pinned = true;

    pool_operation(job_kind kind, F work) : kind_{kind}, work_{std::move(work)} {}
    pool_operation(pool_operation&& other) noexcept(std::is_nothrow_move_constructible_v<F>)
        : kind_{other.kind_}, work_{std::move(other.work_)}, counted_{other.counted_} {}

    /// The loop may end although this job is under way.
    [[nodiscard]] pool_operation unref() && {
        counted_ = false;
        return std::move(*this);
    }

    [[nodiscard]] bool try_now() const noexcept { return false; }
    void submit(detail::waiter& w) {
        w.pinned = true;
        w.owner->pin();
        job_.emplace(*this, w);
        job_->counted = counted_ && !w.owner->task().background;
        detail::submit_job(*job_);
    }
    // It has ended, or was taken out of the queue.
    void retract(detail::waiter&) const noexcept { detail::uncount_job(*job_); }
    void request_stop(detail::waiter&) noexcept { detail::cancel_job(*job_); }
    [[nodiscard]] outcome take() {
        detail::uncount_job(*job_);
        if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
        return *std::move(outcome_);
    }

private:
    struct job final : detail::pool_job {
        job(pool_operation& op, detail::waiter& w) noexcept
            : pool_job{op.kind_, &run, w}, owner{&op} {}
        static void run(detail::pool_job& self) noexcept {
            static_cast<job&>(self).owner->execute();
        }
        pool_operation* owner;
    };

    void execute() noexcept {
        try {
            if constexpr (std::is_void_v<returned>) {
                std::invoke(work_);
                outcome_.emplace();
            } else {
                outcome_.emplace(std::invoke(work_));
            }
        } catch (...) {
            thrown_ = std::current_exception();
        }
    }

    job_kind kind_;
    F work_;
    bool counted_ = true;
    std::optional<job> job_;
    std::optional<outcome> outcome_;
    std::exception_ptr thrown_;
};

/// One half of the seam for modules (register_io is the other): an operation that calls `work()` on a
/// thread of the pool, where it may block. Gives what `work` returns, as a result (a `result<T>` is not
/// nested), or throws here what it threw. Each job has an id, and its kind appears in traces.
///
/// `work` and everything it owns stay in the operation; what it refers to must stay valid until the
/// operation has completed. Cancellation: a job that no thread has taken yet never runs; one that runs
/// is waited for, then the outcome is `errc::cancelled`: so it never touches a buffer afterwards.
///
///     auto text = co_await submit("file read", [path] { return read_whole(path); });
///
/// (In code for g++ 12, give the lambda a name first.)
template <class F>
    requires std::is_invocable_v<F&>
[[nodiscard]] pool_operation<F> submit(job_kind kind, F work) {
    return pool_operation<F>{kind, std::move(work)};
}

/// The same without a kind of its own, for a program's own blocking work.
template <class F>
    requires std::is_invocable_v<F&>
[[nodiscard]] pool_operation<F> spawn_blocking(F work) {
    return pool_operation<F>{"blocking work", std::move(work)};
}

}  // namespace bounce
