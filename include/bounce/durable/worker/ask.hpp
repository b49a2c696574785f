#pragma once

#include "bounce/base/threads.hpp"
#include "bounce/durable/reply.hpp"
#include "bounce/runtime/suspend_with.hpp"
#include "bounce/runtime/task.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace bounce::durable {

namespace detail {

/// Where a store's thread leaves its answer, and whom it wakes.
template <class T>
struct asked {
    std::mutex lock;  // guards both
    std::optional<result<T>> answer;
    waker asker;

    void put(result<T> found) {
        waker to_wake;
        {
            const std::lock_guard hold{lock};
            answer.emplace(std::move(found));
            to_wake = asker;
        }
        to_wake.wake();
    }
    void arrange(const waker& w) {
        {
            const std::lock_guard hold{lock};
            asker = w;
            if (!answer) return;
        }
        w.wake();
    }
};

}  // namespace detail

/// Awaits a call of a store: `call` is given the reply and starts the call at once.
///
///     auto run = co_await ask<run_record>([&](auto reply) { s.get_run("order-7", std::move(reply)); });
///
/// Cancellation: at once, with `errc::cancelled`; the call itself takes effect or not.
/// (Give the lambda a name where g++ 12 has to compile a capturing one inside a co_await expression.)
template <class T, class F>
[[nodiscard]] task<result<T>> ask(F call) {
    auto state = std::make_shared<detail::asked<T>>();
    std::invoke(call, reply<T>{[state](result<T> found) { state->put(std::move(found)); }});
    auto arrange = [state](const waker& w) { state->arrange(w); };
    const result<void> waited = co_await suspend_with(std::move(arrange));
    if (!waited) co_return waited.error();
    const std::lock_guard hold{state->lock};
    co_return *std::move(state->answer);
}

}  // namespace bounce::durable
