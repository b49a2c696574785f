#pragma once

#include "bounce/runtime/detail/arm.hpp"
#include "bounce/runtime/detail/operation_awaiter.hpp"

#include <array>
#include <cstddef>
#include <tuple>
#include <utility>
#include <variant>

namespace bounce {

namespace detail {

/// One suspension with an arm for each operation; see suspension.hpp.
template <leaf_operation... Ops>
class [[nodiscard]] select_awaiter final : private suspension {
    static constexpr std::size_t count = sizeof...(Ops);
    static_assert(count > 0 && count < suspension::by_stop);
    using indices = std::index_sequence_for<Ops...>;
    template <std::size_t I>
    using index_constant = std::integral_constant<std::size_t, I>;

public:
    using outcome_type = std::variant<result<typename Ops::value_type>...>;

    explicit select_awaiter(Ops&&... ops)
        : select_awaiter{suspension_steps{"select"}, indices{}, std::move(ops)...} {}

    [[nodiscard]] bool await_ready() {
        if (steps_.stop_requested()) {
            state_ = state::stopped;
            return true;
        }
        for_each([&]<std::size_t I>(index_constant<I>) {
            if (state_ == state::fresh && std::get<I>(ops_).try_now()) {
                state_ = state::done;
                ready_ = I;
            }
        });
        return state_ == state::done && spend_budget();
    }

    template <class P>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<P> h) {
        if (state_ == state::done) {
            steps_.yield(h);
            return true;
        }
        if (!steps_.enter(h, *this, "select")) {
            state_ = state::stopped;
            return false;
        }
        state_ = state::waited;
        for_each([&]<std::size_t I>(index_constant<I>) {
            if (claimed()) return;  // an earlier arm is ready: the later ones do not even start
            submitted_ = I + 1;
            std::get<I>(ops_).submit(waiters_[I]);
        });
        return finish_registration();
    }

    [[nodiscard]] outcome_type await_resume() {
        if (state_ == state::waited) {
            steps_.leave();
            const auto won = winner();
            if (won != by_stop) ready_ = won - std::size_t{1};
            for_each([&]<std::size_t I>(index_constant<I>) {
                if (I < submitted_ && (won == by_stop || I != ready_))
                    std::get<I>(ops_).retract(waiters_[I]);
            });
            state_ = won == by_stop ? state::stopped : state::done;
        }
        if (state_ == state::stopped) return outcome_type{std::in_place_index<0>, errc::cancelled};
        return take<0>();
    }

private:
    enum class state : unsigned char { fresh, done, waited, stopped };

    template <std::size_t... I>
    select_awaiter(suspension_steps steps, std::index_sequence<I...>, Ops&&... ops)
        : suspension{&steps.task(), stop_function()},
          ops_{std::move(ops)...},
          waiters_{waiter{*this, static_cast<arm_number>(I + 1)}...},
          steps_{steps} {}

    static constexpr stop_losers_function stop_function() noexcept {
        if constexpr ((Ops::pinned || ...)) {
            return [](suspension& s) noexcept {
                auto& self = static_cast<select_awaiter&>(s);
                self.for_each([&]<std::size_t I>(index_constant<I>) {
                    if constexpr (std::tuple_element_t<I, std::tuple<Ops...>>::pinned) {
                        if (I < self.submitted_ && self.winner() != I + 1)
                            std::get<I>(self.ops_).request_stop(self.waiters_[I]);
                    }
                });
            };
        } else {
            return nullptr;
        }
    }

    template <class F>
    void for_each(F&& f) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (f(index_constant<I>{}), ...);
        }(indices{});
    }

    template <std::size_t I>
    [[nodiscard]] outcome_type take() {
        if constexpr (I + 1 < count) {
            if (ready_ != I) return take<I + 1>();
        }
        return outcome_type{std::in_place_index<I>, std::get<I>(ops_).take()};
    }

    std::tuple<Ops...> ops_;
    std::array<waiter, count> waiters_;
    suspension_steps steps_;
    std::size_t submitted_ = 0;
    std::size_t ready_ = 0;
    state state_ = state::fresh;
};

template <class... Ops>
class [[nodiscard]] selection {
public:
    explicit selection(Ops&&... ops) : ops_{std::move(ops)...} {}
    [[nodiscard]] auto operator co_await() && {
        return std::apply([](Ops&... ops) { return select_awaiter<Ops...>{std::move(ops)...}; },
                          ops_);
    }

private:
    std::tuple<Ops...> ops_;
};

}  // namespace detail

/// Waits for the first of several operations: `co_await select(a, b, …)` gives a
/// `std::variant<result<A>, result<B>, …>` that holds the outcome of the one that completed first, at its
/// index. If several are ready at once, the first in the order of the arguments is taken.
///
/// The others take no effect: a channel keeps its element, a lock is not taken. An arm may be any
/// operation, a join handle (as an lvalue: it can be used again if it did not win), or a task. A task or
/// an operation that is a coroutine runs as a task of its own; if it does not win it is asked to stop,
/// and select completes when it has ended.
///
/// Cancellation: the first alternative, holding `errc::cancelled`.
///
///     auto first = co_await select(inbox.receive(), sleep(5s));
///     if (first.index() == 1) co_return errc::timed_out;
///     message m = co_await std::get<0>(std::move(first));
template <class... Arms>
[[nodiscard]] auto select(Arms&&... arms) {
    return detail::selection<detail::arm_t<Arms>...>{detail::as_arm(std::forward<Arms>(arms))...};
}

}  // namespace bounce
