#pragma once

#include "in_runtime.hpp"

#include "bounce/runtime/sleep.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace bounce::sync_test {

using test_support::call;
using test_support::settle;

/// Runs `body()`, a task, on a loop of its own in virtual time.
template <class F>
void run(F body) {
    test_support::run_in_virtual_time(std::move(body));
}

/// Runs it on four workers that steal.
template <class F>
void run_on_four_workers(F body) {
    const test_support::mode workers{
        .name = "workers4", .kind = flavour::multi_thread, .workers = 4};
    test_support::run(test_support::options_for(workers), std::move(body));
}

/// Lets every other task run until it waits, and the loop go through its phases, so that callbacks have their turn.
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
