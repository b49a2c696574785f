#pragma once

#include "bounce/runtime/operation.hpp"
#include "bounce/runtime/waker.hpp"

#include <functional>
#include <type_traits>
#include <utility>

namespace bounce {

namespace detail {

/// A new, unused state with one reference, for the waker; the operation holds another once submitted.
[[nodiscard]] wake_state& make_wake_state();
/// Makes waking the state complete w; if it was woken already, completes it now.
void await_wake(wake_state& s, waiter& w) noexcept;
/// The task goes on: forgets the waiter, under the state's lock, and counts the wait no more.
void end_wait(wake_state& s) noexcept;

template <class F>
class suspend_operation final : public basic_operation<suspend_operation<F>, void> {
public:
    static constexpr const char* waits_for = "a waker";
    static constexpr bool pinned = false;

    explicit suspend_operation(F f) : f_{std::move(f)} {}
    suspend_operation(suspend_operation&& other) noexcept(std::is_nothrow_move_constructible_v<F>)
        : f_{std::move(other.f_)} {}
    ~suspend_operation() {
        if (state_ != nullptr) drop_wake_reference(*state_);
    }

    [[nodiscard]] bool try_now() const noexcept { return false; }
    void submit(waiter& w) {
        state_ = &make_wake_state();
        add_wake_reference(*state_);
        await_wake(*state_, w);
        std::invoke(f_, waker{*state_});
    }
    void retract(waiter&) const noexcept { end_wait(*state_); }
    [[nodiscard]] result<void> take() const noexcept {
        end_wait(*state_);
        return {};
    }

private:
    F f_;
    wake_state* state_ = nullptr;
};

}  // namespace detail

/// Suspends the task and calls `f(waker)`; completes when the waker is used. The bridge to everything
/// that calls back by itself, such as another library's callback or a thread of one's own.
///
/// `f` runs on the thread of the caller, while the task already counts as suspended; it must not throw
/// and must not touch what the task destroys when it goes on. Cancellation: at once, with
/// `errc::cancelled`; a waker that is used later does nothing.
///
///     auto arrange = [&](waker w) { library.on_ready([w] { w.wake(); }); };
///     co_await co_await suspend_with(arrange);
template <class F>
    requires std::is_invocable_v<F&, waker>
[[nodiscard]] auto suspend_with(F f) {
    return detail::suspend_operation<F>{std::move(f)};
}

}  // namespace bounce
