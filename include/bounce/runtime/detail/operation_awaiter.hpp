#pragma once

#include "bounce/base/result.hpp"
#include "bounce/runtime/detail/context.hpp"
#include "bounce/runtime/detail/promise.hpp"
#include "bounce/runtime/detail/suspension.hpp"
#include "bounce/runtime/detail/task_header.hpp"

#include <concepts>
#include <coroutine>
#include <utility>

namespace bounce::detail {

/// What a leaf operation supplies: one that completes by itself rather than by running a coroutine.
/// Everything that can be awaited by itself, under `select` and under `timeout` has this shape; the
/// rules of suspension.hpp say what each member must keep.
///
///     using value_type = T;                    awaiting gives result<T>
///     static constexpr const char* waits_for;  the reason for waiting, in words, for people
///     static constexpr bool pinned;            its work uses the frame and cannot be abandoned
///     bool try_now();                          complete without waiting, if that is possible
///     void submit(waiter& w);                  wait: link w where the wake-up comes from; or, if it is
///                                              complete after all, claim w, take, and complete it
///     void retract(waiter& w) noexcept;        it did not win: unlink w, under the object's lock
///     void request_stop(waiter& w) noexcept;   (pinned) end the work soon
///     result<T> take();                        the outcome, after try_now() or after w won
///
/// An operation is moved only before try_now() or submit(); from then on its address is stable.
template <class Op>
concept leaf_operation = requires(Op& op, waiter& w) {
    typename Op::value_type;
    { Op::waits_for } -> std::convertible_to<const char*>;
    { Op::pinned } -> std::convertible_to<bool>;
    { op.try_now() } -> std::same_as<bool>;
    { op.submit(w) } -> std::same_as<void>;
    { op.retract(w) } noexcept -> std::same_as<void>;
    { op.take() } -> std::same_as<result<typename Op::value_type>>;
};

/// Spends one unit of the running task's budget. False: it has used it up and must let others run.
[[nodiscard]] bool spend_budget() noexcept;

/// The steps around every suspension, whatever it waits for.
class suspension_steps {
public:
    explicit suspension_steps(const char* what) noexcept : task_{&require_current_task(what)} {}

    [[nodiscard]] task_header& task() const noexcept { return *task_; }
    [[nodiscard]] bool stop_requested() const noexcept { return task_->scope->stop_requested(); }

    /// Notes where the task goes on and why it waits, and makes `s` known to those who may stop it.
    /// False: stop was requested; the task must not suspend.
    template <class P>
    [[nodiscard]] bool enter(std::coroutine_handle<P> h, suspension& s,
                             const char* waits_for) noexcept {
        task_->resume_point = h;
        task_->leaf = &h.promise();
        if (!task_->scope->enter(s)) return false;
        task_->waits_for = waits_for;
        task_->note_suspension(waits_for);
        return true;
    }
    /// The task goes on.
    void leave() noexcept {
        task_->scope->leave();
        task_->waits_for = nullptr;
    }
    /// Lets the others run: the task goes to the end of its queue.
    template <class P>
    void yield(std::coroutine_handle<P> h) noexcept {
        task_->resume_point = h;
        task_->leaf = &h.promise();
        task_->note_suspension("its turn");
        task_->schedule();
    }

private:
    task_header* task_;
};

/// Awaits one leaf operation.
template <leaf_operation Op>
class [[nodiscard]] operation_awaiter final : private suspension {
public:
    explicit operation_awaiter(Op&& op) noexcept
        : operation_awaiter{std::move(op), suspension_steps{Op::waits_for}} {}

    [[nodiscard]] bool await_ready() {
        if (steps_.stop_requested()) {
            state_ = state::stopped;
            return true;
        }
        if (!op_.try_now()) return false;
        state_ = state::done;
        return spend_budget();
    }

    template <class P>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<P> h) {
        if (state_ == state::done) {
            steps_.yield(h);
            return true;
        }
        if (!steps_.enter(h, *this, Op::waits_for)) {
            state_ = state::stopped;
            return false;
        }
        state_ = state::waited;
        op_.submit(waiter_);
        return finish_registration();
    }

    [[nodiscard]] result<typename Op::value_type> await_resume() {
        if (state_ == state::waited) {
            steps_.leave();
            if (winner() == by_stop) {
                op_.retract(waiter_);
                state_ = state::stopped;
            }
        }
        if (state_ == state::stopped) return errc::cancelled;
        return op_.take();
    }

private:
    enum class state : unsigned char { fresh, done, waited, stopped };

    operation_awaiter(Op&& op, suspension_steps steps) noexcept
        : suspension{&steps.task(), stop_function()},
          op_{std::move(op)},
          steps_{steps},
          waiter_{*this, 1} {}

    static constexpr stop_losers_function stop_function() noexcept {
        if constexpr (Op::pinned) {
            return [](suspension& s) noexcept {
                auto& self = static_cast<operation_awaiter&>(s);
                if (s.winner() != self.waiter_.arm) self.op_.request_stop(self.waiter_);
            };
        } else {
            return nullptr;
        }
    }

    Op op_;
    suspension_steps steps_;
    waiter waiter_;
    state state_ = state::fresh;
};

}  // namespace bounce::detail
