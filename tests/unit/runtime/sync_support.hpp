#pragma once

#include "bounce/runtime/runtime.hpp"
#include "bounce/runtime/sleep.hpp"
#include "bounce/runtime/task.hpp"
#include "bounce/runtime/yield_now.hpp"

#include <gtest/gtest.h>

namespace bounce::sync_test {

/// The call of a closure that its caller keeps alive meanwhile.
template <class F>
task<void> call(F* body) {
    co_await (*body)();
}

/// Runs `body()`, a task, on a loop of its own in virtual time: nothing waits for a clock, so what tasks
/// do depends on their order alone.
template <class F>
void run(F body) {
    runtime_options options;
    options.time = time_source::virtual_time;
    auto rt = runtime::create(options).value();
    const result<void> done = rt.block_on(call(&body));
    EXPECT_TRUE(done.has_value()) << done.error().message();
}

/// Runs it on four workers that steal.
template <class F>
void run_on_four_workers(F body) {
    runtime_options options;
    options.kind = flavour::multi_thread;
    options.workers = 4;
    auto rt = runtime::create(options).value();
    const result<void> done = rt.block_on(call(&body));
    EXPECT_TRUE(done.has_value()) << done.error().message();
}

/// Lets every other task of the loop run until it waits.
inline task<void> settle() {
    for (int i = 0; i < 20; ++i) co_await yield_now();
}

/// The same, and lets the loop go through its phases, so that callbacks have their turn.
inline task<void> let_callbacks_run() {
    co_await settle();
    const nanoseconds any_time{1};
    static_cast<void>(co_await sleep(any_time));
    co_await settle();
}

/// Counts its living objects: nothing may be lost, nor destroyed twice.
class counted {
public:
    explicit counted(int v) noexcept : value_{v} { ++alive; }
    counted(counted&& other) noexcept : value_{other.value_} {
        other.value_ = -1;
        ++alive;
    }
    counted& operator=(counted&&) = delete;
    ~counted() { --alive; }
    /// -1 once it was moved from.
    [[nodiscard]] int value() const noexcept { return value_; }

    static inline int alive = 0;

private:
    int value_;
};

}  // namespace bounce::sync_test
